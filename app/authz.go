package app

import (
	"alun/api/gen/alun/account/v1/accountv1connect"
	"alun/api/gen/alun/admin/v1/adminv1connect"
	"alun/api/gen/alun/chat/v1/chatv1connect"
	"alun/api/gen/alun/contact/v1/contactv1connect"
	"alun/base/rpc"
)

// Authorization is the table of who may call what. A method that is missing here answers nobody, and tools/tidy
// fails the build. What a member may do to a particular chat, contact or account is decided by the room itself.
var Authorization = rpc.Table{
	// Before anyone has signed in.
	accountv1connect.AccountServiceGetServerProcedure:           rpc.Public,
	accountv1connect.AccountServiceStartSignInProcedure:         rpc.Public,
	accountv1connect.AccountServiceFinishSignInProcedure:        rpc.Public,
	accountv1connect.AccountServiceSignInDemoProcedure:          rpc.Public,
	accountv1connect.AccountServiceBeginPasskeySignInProcedure:  rpc.Public,
	accountv1connect.AccountServiceFinishPasskeySignInProcedure: rpc.Public,

	accountv1connect.AccountServiceBeginAddPasskeyProcedure:  rpc.Member,
	accountv1connect.AccountServiceFinishAddPasskeyProcedure: rpc.Member,
	accountv1connect.AccountServiceListPasskeysProcedure:     rpc.Member,
	accountv1connect.AccountServiceRemovePasskeyProcedure:    rpc.Member,
	accountv1connect.AccountServiceListSessionsProcedure:     rpc.Member,
	accountv1connect.AccountServiceEndSessionProcedure:       rpc.Member,
	accountv1connect.AccountServiceEndOtherSessionsProcedure: rpc.Member,
	accountv1connect.AccountServiceSignOutProcedure:          rpc.Member,
	accountv1connect.AccountServiceGetMeProcedure:            rpc.Member,
	accountv1connect.AccountServiceUpdateProfileProcedure:    rpc.Member,
	accountv1connect.AccountServiceSetAvatarProcedure:        rpc.Member,
	accountv1connect.AccountServiceCheckHandleProcedure:      rpc.Member,
	accountv1connect.AccountServiceSetHandleProcedure:        rpc.Member,
	accountv1connect.AccountServiceUpdateSettingsProcedure:   rpc.Member,
	accountv1connect.AccountServiceGetQrProcedure:            rpc.Member,
	accountv1connect.AccountServiceResetQrProcedure:          rpc.Member,
	accountv1connect.AccountServiceStartAddAddressProcedure:  rpc.Member,
	accountv1connect.AccountServiceFinishAddAddressProcedure: rpc.Member,
	accountv1connect.AccountServiceRemoveAddressProcedure:    rpc.Member,
	accountv1connect.AccountServiceGetPeopleProcedure:        rpc.Member,
	accountv1connect.AccountServiceDeleteMeProcedure:         rpc.Member,
	accountv1connect.AccountServiceKeepMeProcedure:           rpc.Member,
	accountv1connect.AccountServiceClaimOperatorProcedure:    rpc.Member,

	contactv1connect.ContactServiceFindProcedure:          rpc.Member,
	contactv1connect.ContactServiceGetRelationProcedure:   rpc.Member,
	contactv1connect.ContactServiceRequestFriendProcedure: rpc.Member,
	contactv1connect.ContactServiceListRequestsProcedure:  rpc.Member,
	contactv1connect.ContactServiceAnswerRequestProcedure: rpc.Member,
	contactv1connect.ContactServiceListContactsProcedure:  rpc.Member,
	contactv1connect.ContactServiceUpdateContactProcedure: rpc.Member,
	contactv1connect.ContactServiceDeleteContactProcedure: rpc.Member,
	contactv1connect.ContactServiceBlockProcedure:         rpc.Member,
	contactv1connect.ContactServiceUnblockProcedure:       rpc.Member,

	chatv1connect.ChatServiceOpenDirectProcedure:       rpc.Member,
	chatv1connect.ChatServiceCreateGroupProcedure:      rpc.Member,
	chatv1connect.ChatServiceSendProcedure:             rpc.Member,
	chatv1connect.ChatServiceHistoryProcedure:          rpc.Member,
	chatv1connect.ChatServiceSyncProcedure:             rpc.Member,
	chatv1connect.ChatServiceGetChatProcedure:          rpc.Member,
	chatv1connect.ChatServiceListMembersProcedure:      rpc.Member,
	chatv1connect.ChatServiceAddMembersProcedure:       rpc.Member,
	chatv1connect.ChatServiceRemoveMemberProcedure:     rpc.Member,
	chatv1connect.ChatServiceLeaveProcedure:            rpc.Member,
	chatv1connect.ChatServiceUpdateGroupProcedure:      rpc.Member,
	chatv1connect.ChatServiceSetRoleProcedure:          rpc.Member,
	chatv1connect.ChatServiceDissolveProcedure:         rpc.Member,
	chatv1connect.ChatServiceSetStateProcedure:         rpc.Member,
	chatv1connect.ChatServiceDeleteForMeProcedure:      rpc.Member,
	chatv1connect.ChatServiceClearProcedure:            rpc.Member,
	chatv1connect.ChatServiceListReadersProcedure:      rpc.Member,
	chatv1connect.ChatServiceListReactionsProcedure:    rpc.Member,
	chatv1connect.ChatServiceListSharedGroupsProcedure: rpc.Member,
	chatv1connect.ChatServiceGetPresenceProcedure:      rpc.Member,

	adminv1connect.AdminServiceListPeopleProcedure:     rpc.Operator,
	adminv1connect.AdminServiceSuspendProcedure:        rpc.Operator,
	adminv1connect.AdminServiceRestoreProcedure:        rpc.Operator,
	adminv1connect.AdminServiceEndSessionsProcedure:    rpc.Operator,
	adminv1connect.AdminServiceSetOperatorProcedure:    rpc.Operator,
	adminv1connect.AdminServiceGetSettingsProcedure:    rpc.Operator,
	adminv1connect.AdminServiceUpdateSettingsProcedure: rpc.Operator,
	adminv1connect.AdminServiceImportProcedure:         rpc.Operator,
	adminv1connect.AdminServiceGetHealthProcedure:      rpc.Operator,
	adminv1connect.AdminServiceListAuditProcedure:      rpc.Operator,
}

// bodyMax names the procedures whose requests carry more than rpc.BodyMax bytes.
var bodyMax = map[string]int{
	accountv1connect.AccountServiceSetAvatarProcedure: 1 << 20,
	adminv1connect.AdminServiceImportProcedure:        16 << 20,
}
