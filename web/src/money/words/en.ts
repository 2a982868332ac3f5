// English: the source of the keys.
export const en = {
  "key.back": "Delete",
  "key.decimal": "Decimal separator",
  "key.thousand": "Three zeros",
  keypad: "Number keys",
  "amount.most": "At most {amount}",
  "amount.least": "At least {amount}",
} as const;
