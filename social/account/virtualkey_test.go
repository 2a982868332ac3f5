package account

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"testing"

	"github.com/go-webauthn/webauthn/protocol/webauthncbor"
	"github.com/go-webauthn/webauthn/protocol/webauthncose"
)

// virtualKey is an authenticator with one discoverable credential, as a browser on origin would drive it (WebAuthn §6).
type virtualKey struct {
	t        testing.TB
	origin   string
	rpID     string
	key      *ecdsa.PrivateKey
	id       []byte
	handle   []byte
	count    uint32
	verified bool // whether it has verified its user
}

func newVirtualKey(t testing.TB, origin, rpID string) *virtualKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	v := &virtualKey{t: t, origin: origin, rpID: rpID, key: key, id: make([]byte, 32), verified: true}
	rand.Read(v.id)
	return v
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// clientData is what the browser vouches for (WebAuthn §5.8.1).
func (v *virtualKey) clientData(ceremony, challenge string) []byte {
	data, err := json.Marshal(map[string]any{"type": ceremony, "challenge": challenge, "origin": v.origin, "crossOrigin": false})
	must(v.t, err)
	return data
}

// Flags of authenticator data (WebAuthn §6.1).
const (
	userPresent  = 0x01
	userVerified = 0x04
	hasKey       = 0x40
)

func (v *virtualKey) authData(flags byte) []byte {
	flags |= userPresent
	if v.verified {
		flags |= userVerified
	}
	rp := sha256.Sum256([]byte(v.rpID))
	return binary.BigEndian.AppendUint32(append(rp[:], flags), v.count)
}

// create answers navigator.credentials.create.
func (v *virtualKey) create(options []byte) string {
	v.t.Helper()
	var o struct {
		Challenge string `json:"challenge"`
		RP        struct{ ID string }
		User      struct{ ID string }
		Selection struct {
			ResidentKey      string `json:"residentKey"`
			UserVerification string `json:"userVerification"`
		} `json:"authenticatorSelection"`
	}
	must(v.t, json.Unmarshal(options, &o))
	if o.RP.ID != v.rpID || o.Selection.ResidentKey != "required" || o.Selection.UserVerification != "required" {
		v.t.Fatalf("options %s", options)
	}
	handle, err := base64.RawURLEncoding.DecodeString(o.User.ID)
	must(v.t, err)
	v.handle = handle
	point, err := v.key.PublicKey.ECDH()
	must(v.t, err)
	xy := point.Bytes()[1:]
	public, err := webauthncbor.Marshal(map[int]any{
		1: int64(webauthncose.EllipticKey), 3: int64(webauthncose.AlgES256), -1: int64(webauthncose.P256), -2: xy[:32], -3: xy[32:],
	})
	must(v.t, err)
	data := v.authData(hasKey)
	data = append(data, make([]byte, 16)...) // AAGUID: none
	data = binary.BigEndian.AppendUint16(data, uint16(len(v.id)))
	data = append(append(data, v.id...), public...)
	object, err := webauthncbor.Marshal(map[string]any{"fmt": "none", "attStmt": map[string]any{}, "authData": data})
	must(v.t, err)
	return v.answer(map[string]any{
		"clientDataJSON": b64(v.clientData("webauthn.create", o.Challenge)), "attestationObject": b64(object), "transports": []string{"internal"},
	})
}

// get answers navigator.credentials.get.
func (v *virtualKey) get(options []byte) string {
	v.t.Helper()
	var o struct{ Challenge, RpID, UserVerification string }
	must(v.t, json.Unmarshal(options, &o))
	if o.RpID != v.rpID || o.UserVerification != "required" {
		v.t.Fatalf("options %s", options)
	}
	v.count++
	client, data := v.clientData("webauthn.get", o.Challenge), v.authData(0)
	digest := sha256.Sum256(client)
	signed := sha256.Sum256(append(append([]byte{}, data...), digest[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, v.key, signed[:])
	must(v.t, err)
	return v.answer(map[string]any{
		"clientDataJSON": b64(client), "authenticatorData": b64(data), "signature": b64(signature), "userHandle": b64(v.handle),
	})
}

func (v *virtualKey) answer(response map[string]any) string {
	data, err := json.Marshal(map[string]any{
		"id": b64(v.id), "rawId": b64(v.id), "type": "public-key", "response": response, "clientExtensionResults": map[string]any{},
		"authenticatorAttachment": "platform",
	})
	must(v.t, err)
	return string(data)
}
