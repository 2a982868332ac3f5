import { AdminService } from "../../gen/alun/admin/v1/admin_pb";
import { client } from "../../lib/rpc";

export const admin = client(AdminService);
