// English: the source of the keys of the money desk.
export const en = {
  sections: "Parts of the money desk", totals: "Books", wallets: "Wallets", bank: "Bank", covers: "Covers", limits: "Limits", refresh: "Refresh", more: "Show older", save: "Save", saved: "Saved", yes: "yes", no: "no",

  "totals.zero": "{currency}: every cent is accounted for", "totals.off": "{currency}: the books are off by {amount}", "totals.of": "Accounts in {currency}", "totals.kind": "Kind of account", "totals.accounts": "Accounts", "totals.posted": "Balance", "totals.held": "On hold", "totals.sum": "All together",
  "totals.none": "Nothing has moved yet", "totals.noneText": "The books begin with the first payment.",
  "code.bank": "Bank", "code.wallet": "Wallets", "code.packet": "Red packets", "code.payment": "Payments under way", "code.stall": "Stalls", "code.order": "Orders", "code.fee": "Fees",
  check: "Check the books now", "check.text": "Runs every invariant of the money rooms, at most once a minute.", "check.good": "Everything is as it must be ({ms} ms)", "check.bad": { one: "{n} thing is not as it must be", other: "{n} things are not as they must be" },
  "head.postings": { one: "{n} posting.", other: "{n} postings." }, "head.day": "Newest signed daily head, {day}:", "head.none": "No day has been sealed yet.",

  wallet: "Wallet", "wallets.search": "Name, handle or whole address", "wallets.none": "Nobody found", "wallets.pick": "Choose a person", "wallets.pickText": "Balance, level and locks appear here. What it was spent on stays private.",
  "wallet.account": "Account", "wallet.available": "Available", "wallet.held": "{amount} on hold", "wallet.pin": "Payment PIN set", "wallet.pinLocked": "Locked after wrong guesses until {when}", "wallet.hold": "Money leaves only after",
  "frozen.desk": "Frozen by an operator: {reason}", "frozen.self": "Frozen by its owner",
  level: "Level", "level.1": "Unverified", "level.2": "Lite", "level.3": "Full", "level.title": "Set the level to {level}?", "level.text": "Other limits hold from now on.", "level.yes": "Set level", "level.done": "Level set",
  "limit.1": "One payment", "limit.2": "Today", "limit.3": "This month", "limit.4": "May hold", "limit.used": "{used} of {max}",
  freeze: "Freeze", "freeze.title": "Freeze the wallet of {name}?", "freeze.text": "Nothing leaves it until you unfreeze it. Money can still come in.", "freeze.reason": "Reason, shown to the person", "freeze.done": "Frozen",
  unfreeze: "Unfreeze", "unfreeze.title": "Unfreeze the wallet of {name}?", "unfreeze.text": "Money can leave it again.", "unfreeze.done": "Unfrozen",
  clear: "Clear PIN", "clear.title": "Clear the PIN of {name}?", "clear.text": "The person chooses a new one. Money leaves the wallet only after the hold.", "clear.done": "PIN cleared",

  "bank.which": "Which movements", "bank.none": "No movements", "bank.noneText": "Top-ups and withdrawals appear here.", sandbox: "This is the sandbox bank: its money is worth nothing, and you play the bank.",
  mode: "How the bank answers", "mode.approve": "At once", "mode.ask": "Asks you", "mode.refuse": "Refuses", "mode.lose": "Loses answers",
  "mode.approve.text": "Every movement is carried out at once.", "mode.ask.text": "Each movement waits below for your answer.", "mode.refuse.text": "Every movement is refused.", "mode.lose.text": "Half of the answers get lost; the server asks again by the movement's number.",
  "move.0": "All", "move.1": "Waiting", "move.2": "Unknown", "move.3": "Done", "move.4": "Failed", "move.in": "Top-up", "move.out": "Withdrawal", "move.queued": "the bank waits for you", "move.approve": "Approve", "move.refuse": "Refuse",

  "covers.text": "Pictures that people can choose for a red packet: 3 to 4, from 600 × 800 to 1200 × 1600 pixels, PNG or JPEG, at most 1 MB.", "covers.none": "No cover of your own yet.", "covers.ours": "Always there: {names}",
  "cover.add": "Add a cover", "cover.added": "Cover added", "cover.name": "Name", "cover.remove": "Remove {name}", "cover.removeText": "Packets that wear it keep it.", "cover.removeYes": "Remove",
  "cover.type": "Please take a PNG or JPEG picture.", "cover.bytes": "The picture is over 1 MB.", "cover.size": "The picture must be between 600 × 800 and 1200 × 1600 pixels.", "cover.shape": "The picture must be three wide to four high.",

  "limits.text": "Amounts in {currency}. A change holds at once, for everybody.", "column.once": "One payment", "column.day": "A day", "column.month": "A month", "column.balance": "Wallet holds",
  "limits.hold": "Hours on hold", "limits.holdNote": "After a new device, a new number or a reset PIN; 0 = none.", "limits.noPinMax": "Most that may go without a PIN", "limits.packetMaxShare": "Largest share of a red packet", "limits.packetMaxTotal": "Largest red packet",
  "limits.notAmount": "This is no amount.", "limits.notNumber": "Please give whole hours, at most 999.",
} as const;
