// The Me tab: who one is, on which devices, and who may see what.
import type { WingModule } from "../../shell/wings";
import { DataPage } from "./data";
import { DevicesPage } from "./devices";
import { LooksPage } from "./looks";
import { Me } from "./me";
import { PrivacyPage } from "./privacy";
import { ProfilePage } from "./profile";
import { SignInWaysPage } from "./ways";

const wing: WingModule = {
  Root: Me,
  routes: [
    { pattern: "/me/profile", page: ProfilePage },
    { pattern: "/me/privacy", page: PrivacyPage },
    { pattern: "/me/devices", page: DevicesPage },
    { pattern: "/me/sign-in", page: SignInWaysPage },
    { pattern: "/me/looks", page: LooksPage },
    { pattern: "/me/data", page: DataPage },
  ],
};
export default wing;
