// Everything that routes.tsx fetches at once.
export { PayCodePage } from "./code/page";
export { PaymentPage } from "./payment/page";
export { ReceivePage } from "./receive/page";
export { ConfirmPage } from "./scan/confirm";
export { ScanPage } from "./scan/page";
export { ChargePage } from "./stall/charge";
export { DayPage } from "./stall/day";
export { OpenStallPage, StallsPage } from "./stall/list";
export { PosterPage } from "./stall/poster";
export { StallSettingsPage } from "./stall/settings";
export { ShowPage } from "./stall/show";
export { TillPage } from "./stall/till";
