// English: the source of the keys of paying by code.
export const en = {
  amount: "Amount", note: "Note", "note.optional": "Note (optional)", done: "Done", more: "Show older", save: "Save", saved: "Saved", share: "Share a link", "save.picture": "Save as picture",

  scan: "Scan",
  "scan.mine": "My payment code", "scan.mineSub": "Show it at a till", "scan.receiveSub": "Let somebody scan your code",
  "scan.type": "Type the code instead", "scan.typed": "Text of the code", "scan.open": "Open",
  "scan.unknown": "Alun does not know this code", "scan.unknownWhy": "It is neither a person nor a stall of this server.",
  "scan.failed": "This code cannot be used",
  "scan.foreign": "{name} is paid by {scheme}", "scan.foreignWhy": "The code is in order, but its scheme is not connected to this server. It cannot be paid here.",
  "scan.payCode": "This is a customer's payment code", "scan.payCodeWhy": "Open your stall's till and choose “Charge” to take money by it.",

  confirm: "Pay", "confirm.to": "Pay {name}", "confirm.pay": "Pay {amount}", "confirm.pay.empty": "Pay", "confirm.left": "Still to be answered for {time}", decline: "Decline",

  code: "Payment code", "code.how": "Show this code at the till", "code.barcode": "Barcode of the digits {digits}", "code.qr": "QR code of your payment code", "code.enlarge": "Enlarge the code",
  "code.refresh": "Changes by itself every minute", "code.new": "New code", "code.next": "Next code", "code.again": "Try again",
  "code.offline": { one: "No connection. This code works once, for a small amount; {n} more is kept.", other: "No connection. This code works once, for a small amount; {n} more are kept." },
  "code.offlineUseless": "No connection. A code kept for such times pays only what needs no PIN, and you have not allowed that.",
  "code.none": "No connection and no code left", "code.noneText": "Codes for paying offline are fetched when this page is opened with a connection.",
  "code.noPin": "Pay without a network, too", "code.noPinSub": "Allow small payments without a PIN: codes kept for offline use pay only those.",
  "code.warn": "Never send this code or read it to anybody: whoever has it can charge you.",
  "code.scanSub": "Pay by scanning a stall's code", "code.wants": "asks you to pay", "code.asked": "{name} asks you to pay {amount}",

  receive: "Get paid", "receive.text": "Let others scan this to pay you", "receive.label": "QR code for paying {name}", "receive.payMe": "Pay me with Alun", "receive.set": "Set an amount", "receive.setSub": "The payer need not type it",
  "receive.change": "Change the amount", "receive.clear": "Without an amount", "receive.use": "Put it into the code", "receive.stallsSub": "For whoever sells: a poster, staff, a till",

  payment: "Payment", "payment.done": "{amount} paid to {name}", "payment.paidYou": "paid you", "payment.to": "To", "payment.from": "From", "payment.at": "Time", "payment.by": "How", "payment.id": "Number",
  "by.static": "Stall's code", "by.dynamic": "Code for one amount", "by.code": "Payment code", "by.person": "Personal code",
  "state.NOTPAY": "Not paid yet", "state.USERPAYING": "Waiting for the payer's answer", "state.SUCCESS": "Paid", "state.REFUND": "Refunded", "state.REFUND.part": "Refunded in part", "state.CLOSED": "Closed, nothing was paid",
  "state.REVOKED": "Taken back by the stall, nothing was paid", "state.PAYERROR": "Not paid",

  refund: "Refund", "refund.own": "Give back from your wallet", refunds: "Refunds", "refund.text": "{rest} of this payment can go back to {name}.", "refund.reason": "Reason", "refund.give": "Give back {amount}", "refund.done": "{amount} given back", "refund.sofar": "{refunded} given back, {rest} left",
  "refund.reason.wrong": "Wrong amount", "refund.reason.out": "Out of stock", "refund.reason.returned": "Brought back", "refund.reason.goodwill": "Goodwill",
  "refund.state.1": "Under way", "refund.state.2": "Done", "refund.state.3": "Closed", "refund.state.4": "Failed",

  stall: "Stall", stalls: "Stalls", "stalls.mine": "My stalls", "stalls.work": "Where I work", "stalls.closed": "Closed", "stalls.of": "of {name}", "stalls.none": "No stall yet", "stalls.noneText": "Open one to be paid by code: for a warung, a club, a flea market.",
  "stall.open": "Open a stall", "stall.openText": "Customers see the name when they pay. What comes in is kept at the stall until you take it to your wallet.",
  "stall.name": "Name", "stall.nameNote": "As customers know it", "stall.category": "What it sells", "stall.city": "Town", "stall.cityNote": "Stands in the code, as the standard asks",
  "category.food": "Food", "category.drinks": "Drinks", "category.groceries": "Groceries", "category.clothing": "Clothing", "category.services": "Services", "category.transport": "Transport", "category.arts": "Arts", "category.other": "Other",
  "stall.settings": "Stall settings", "stall.auto": "Settle every night", "stall.autoSub": "Moves everything to the owner's wallet", "stall.isClosed": "This stall is closed. Its payments stay here.",
  "stall.close": "Close {name}?", "stall.closeText": "Its codes stop working for good. {amount} goes to your wallet first.", "stall.closeType": "Type “{name}”", "stall.closeYes": "Close the stall", "stall.closed": "The stall is closed",
  staff: "Staff", "staff.add": "Add a friend", "staff.note": "Staff see payments arrive and can charge customers.", "staff.refund": "Refunds", "staff.refundOf": "{name} may give money back", "staff.remove": "Remove {name}", "staff.removeText": "They no longer see this stall.", "staff.removeYes": "Remove",

  "till.ways": "Ways to take money", "till.payments": "Payments", "till.none": "Nothing came in yet", "till.noneText": "Payments appear here the moment they are made.", "till.waiting": "Listening for payments", "till.lastAt": "Received at {time}",
  "till.balance": "At the stall", "till.auto": "Settled every night", "till.came": "Received {amount} from {name}", "till.old": "Not connected: this may be old.", "till.back": "Back to the till",
  settle: "Settle", "settle.title": "Settle now?", "settle.text": "{amount} goes to your wallet.", "settle.done": "{amount} is in your wallet",
  voice: "Voice of the till", "voice.on": "The till speaks", "voice.off": "The till is silent", "voice.speak": "Say what comes in", "voice.page": "In the language of the app", "voice.try": "Try it",

  charge: "Charge", "charge.amount": "Amount to be paid", "charge.next": "Scan the customer's code", "charge.change": "Change", "charge.typed": "Or type the 18 digits", "charge.typedNote": "They stand below the customer's barcode", "charge.take": "Take {amount}",
  "charge.notCode": "That is no payment code. It has 18 digits.", "charge.waiting": "The customer is being asked", "charge.left": "{time} left", "charge.again": "Next customer", reverse: "Take the charge back",
  show: "Show a code", "show.go": "Show the code", "show.label": "QR code for this amount", "show.waiting": "The customer scans this with Alun", "show.paid": "Paid by {name}", "show.next": "Next customer", "show.cancel": "Another amount", "show.receipt": "Receipt",
  poster: "Poster", "poster.alt": "The poster with the stall's QR code", "poster.print": "Print", "poster.text": "Put it on the counter. Customers scan it and type the amount; you see it arrive here.",
  day: "Day's summary", "day.today": "Today", "day.before": "The day before", "day.after": "The day after", "day.count": "Payments", "day.paid": "Received", "day.refunded": "Given back", "day.net": "Kept", "day.chart": "Received by hour", "day.none": "Nothing came in on this day.",
} as const;
