// Package emv reads and writes the text behind the QR codes that hang at a till: EMVCo's QR Code Specification for Payment
// Systems, Merchant-Presented Mode 1.1. QRIS, PayNow, Pix, PromptPay and most other countries' codes are of this kind.
//
// A text is a row of fields, each a tag of two digits, a length of two digits and that many characters; some fields hold
// fields themselves. The first is 00 with "01", the last 63 with a checksum of everything before it.
//
// # Start reading
//
// emv.go for fields as they stand in the text, code.go for what they mean, scheme.go for whose code it is.
package emv
