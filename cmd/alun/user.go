package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"connectrpc.com/connect/v2"
	"connectrpc.com/connect/v2/connecthttp"

	adminv1 "alun/api/gen/alun/admin/v1"
	"alun/api/gen/alun/admin/v1/adminv1connect"
	"alun/app"
	"alun/base/config"
)

type userCmd struct {
	List      userListCmd      `cmd:"" help:"List people, newest first."`
	Suspend   userSuspendCmd   `cmd:"" help:"End all sessions of a person and refuse new ones."`
	Restore   userRestoreCmd   `cmd:"" help:"Let a suspended person in again."`
	SignOut   userSignOutCmd   `cmd:"" help:"End all sessions of a person."`
	Operator  userOperatorCmd  `cmd:"" help:"Give or take the operator's role."`
	SetupCode userSetupCodeCmd `cmd:"" help:"Print a new setup code, with which a signed-in person becomes operator."`
}

// who names one person: an account number, @handle, e-mail address or phone number.
type who struct {
	config.Store `embed:""`
	Person       string `arg:"" help:"Account number, @handle, e-mail address or phone number."`
}

type userListCmd struct {
	config.Store `embed:""`
	Query        string `arg:"" optional:"" help:"Part of a name or handle, or a whole address."`
	Limit        int32  `default:"50" help:"How many at most."`
}

func (c *userListCmd) Run(ctx context.Context) error {
	return withAdmin(ctx, c.Store, func(admin adminv1connect.AdminServiceClient) error {
		res, err := admin.ListPeople(ctx, &adminv1.ListPeopleRequest{Query: c.Query, Limit: c.Limit})
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
		fmt.Fprintln(w, "ACCOUNT\tNAME\tHANDLE\tROLE\tSTATE\tLAST SEEN\tADDRESSES")
		for _, p := range res.GetPeople() {
			fmt.Fprintf(w, "%d\t%s\t@%s\t%s\t%s\t%s\t%s\n", p.GetPerson().GetId(), p.GetPerson().GetName(), p.GetPerson().GetHandle(),
				strings.ToLower(strings.TrimPrefix(p.GetRole().String(), "ROLE_")), stateOf(p), date(p.GetLastSeenMs()), strings.Join(p.GetAddresses(), " "))
		}
		return w.Flush()
	})
}

func stateOf(p *adminv1.AdminPerson) string {
	switch {
	case p.GetSuspended():
		return "suspended"
	case p.GetDeleteAtMs() > 0:
		return "leaves " + date(p.GetDeleteAtMs())
	}
	return "active"
}

func date(ms int64) string {
	if ms == 0 {
		return "never"
	}
	return time.UnixMilli(ms).Format("2006-01-02 15:04")
}

type userSuspendCmd struct {
	who    `embed:""`
	Reason string `help:"Why; kept in the audit."`
}

func (c *userSuspendCmd) Run(ctx context.Context) error {
	return c.act(ctx, func(admin adminv1connect.AdminServiceClient, account int64) (string, error) {
		_, err := admin.Suspend(ctx, &adminv1.SuspendRequest{AccountId: account, Reason: c.Reason})
		return "suspended", err
	})
}

type userRestoreCmd struct {
	who `embed:""`
}

func (c *userRestoreCmd) Run(ctx context.Context) error {
	return c.act(ctx, func(admin adminv1connect.AdminServiceClient, account int64) (string, error) {
		_, err := admin.Restore(ctx, &adminv1.RestoreRequest{AccountId: account})
		return "restored", err
	})
}

type userSignOutCmd struct {
	who `embed:""`
}

func (c *userSignOutCmd) Run(ctx context.Context) error {
	return c.act(ctx, func(admin adminv1connect.AdminServiceClient, account int64) (string, error) {
		res, err := admin.EndSessions(ctx, &adminv1.EndSessionsRequest{AccountId: account})
		return fmt.Sprintf("signed out of %d devices", res.GetEnded()), err
	})
}

type userOperatorCmd struct {
	who  `embed:""`
	Take bool `help:"Take the role instead of giving it."`
}

func (c *userOperatorCmd) Run(ctx context.Context) error {
	return c.act(ctx, func(admin adminv1connect.AdminServiceClient, account int64) (string, error) {
		_, err := admin.SetOperator(ctx, &adminv1.SetOperatorRequest{AccountId: account, Operator: !c.Take})
		if c.Take {
			return "no operator any more", err
		}
		return "operator", err
	})
}

type userSetupCodeCmd struct {
	config.Store `embed:""`
}

func (c *userSetupCodeCmd) Run(ctx context.Context) error {
	return printControl(ctx, c.Store, "/setup-code")
}

// act finds the one person that is meant and does something to the account.
func (w who) act(ctx context.Context, do func(admin adminv1connect.AdminServiceClient, account int64) (string, error)) error {
	return withAdmin(ctx, w.Store, func(admin adminv1connect.AdminServiceClient) error {
		res, err := admin.ListPeople(ctx, &adminv1.ListPeopleRequest{Query: w.Person, Limit: 2})
		if err != nil {
			return err
		}
		if len(res.GetPeople()) != 1 {
			return fmt.Errorf("%q means %d people or more; give the account number or the whole handle", w.Person, len(res.GetPeople()))
		}
		p := res.GetPeople()[0].GetPerson()
		done, err := do(admin, p.GetId())
		if err != nil {
			return err
		}
		fmt.Printf("%s (%d): %s\n", p.GetName(), p.GetId(), done)
		return nil
	})
}

func withAdmin(ctx context.Context, s config.Store, do func(adminv1connect.AdminServiceClient) error) error {
	client, closer, err := app.Dial(ctx, s)
	if err != nil {
		return err
	}
	defer closer()
	return do(adminv1connect.NewAdminServiceClient(connect.NewClient(connecthttp.NewTransport(client, app.ControlURL))))
}
