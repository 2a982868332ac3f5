package app

import (
	"bytes"
	"embed"
	"encoding/base64"
	"html/template"
	"net/http"

	"rsc.io/qr"

	"alun/base/cert"
	"alun/base/lang"
)

//go:embed pages
var pageFiles embed.FS

var authorityPage = template.Must(template.ParseFS(pageFiles, "pages/authority.html"))

// authorityTexts are the words of the installation page; it is served before any client could be loaded.
var authorityTexts = map[string]map[string]string{
	"en": {
		"Title": "Trust this Alun", "Lead": "This server is its own certificate authority. Install it once on this device; then Alun opens securely.",
		"Get": "Download the certificate", "Then": "Then open", "Scan": "Or scan this with another phone:",
		"Android":     "Android: Settings → Security → Encryption & credentials → Install a certificate → CA certificate, and choose the file.",
		"Apple":       "iPhone and iPad: allow the profile, then Settings → General → VPN & Device Management → install, and General → About → Certificate Trust Settings → switch it on.",
		"Windows":     "Windows: open the file → Install Certificate → Local Machine → Trusted Root Certification Authorities.",
		"Mac":         "macOS: open the file in Keychain Access, then set it to Always Trust.",
		"Limits":      "It can speak for private addresses and this server's names only, for no public site.",
		"Fingerprint": "Fingerprint (SHA-256), to compare with the server's:",
	},
	"id": {
		"Title": "Percayai Alun ini", "Lead": "Server ini adalah otoritas sertifikatnya sendiri. Pasang sekali di perangkat ini; setelah itu Alun terbuka dengan aman.",
		"Get": "Unduh sertifikat", "Then": "Lalu buka", "Scan": "Atau pindai ini dengan ponsel lain:",
		"Android":     "Android: Setelan → Keamanan → Enkripsi & kredensial → Instal sertifikat → Sertifikat CA, lalu pilih berkasnya.",
		"Apple":       "iPhone dan iPad: izinkan profil, lalu Pengaturan → Umum → VPN & Manajemen Perangkat → pasang, dan Umum → Mengenai → Pengaturan Kepercayaan Sertifikat → aktifkan.",
		"Windows":     "Windows: buka berkas → Install Certificate → Local Machine → Trusted Root Certification Authorities.",
		"Mac":         "macOS: buka berkas di Akses Rantai Kunci, lalu setel ke Selalu Percaya.",
		"Limits":      "Sertifikat ini hanya berlaku untuk alamat privat dan nama server ini, bukan untuk situs publik mana pun.",
		"Fingerprint": "Sidik jari (SHA-256), untuk dicocokkan dengan milik server:",
	},
	"zh": {
		"Title": "信任这台 Alun", "Lead": "这台服务器是自己的证书颁发机构。在本设备上安装一次证书，之后即可安全打开 Alun。",
		"Get": "下载证书", "Then": "然后打开", "Scan": "或用另一部手机扫描：",
		"Android":     "Android：设置 → 安全 → 加密与凭据 → 安装证书 → CA 证书，然后选择该文件。",
		"Apple":       "iPhone 和 iPad：允许下载描述文件，在 设置 → 通用 → VPN 与设备管理 中安装，再到 通用 → 关于本机 → 证书信任设置 中开启。",
		"Windows":     "Windows：打开文件 → 安装证书 → 本地计算机 → 受信任的根证书颁发机构。",
		"Mac":         "macOS：用“钥匙串访问”打开文件，并设为“始终信任”。",
		"Limits":      "它只能用于私有地址和本服务器的名称，不能用于任何公开网站。",
		"Fingerprint": "指纹 (SHA-256)，请与服务器上的核对：",
	},
}

// authorityPages serves, over plain HTTP on the TLS port, the page that installs the local authority; every other path goes on
// to HTTPS.
func authorityPages(a *cert.Authority, hostPort string) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /authority.crt", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/x-x509-ca-cert")
		w.Header().Set("Content-Disposition", `attachment; filename="alun-authority.crt"`)
		_, _ = w.Write(a.DER())
	})
	mux.HandleFunc("GET /authority", func(w http.ResponseWriter, r *http.Request) {
		tag := lang.Match(r.Header.Get("Accept-Language"))
		var page bytes.Buffer
		err := authorityPage.Execute(&page, map[string]any{
			"Lang": tag, "T": authorityTexts[tag], "URL": "https://" + hostPort + "/", "Fingerprint": a.Fingerprint(),
			"QR": qrPicture("http://" + hostPort + "/authority"),
		})
		if err != nil {
			http.Error(w, "The page could not be made.", http.StatusInternalServerError)
			return
		}
		h := w.Header()
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; base-uri 'none'")
		_, _ = w.Write(page.Bytes())
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "https://"+hostPort+r.URL.RequestURI(), http.StatusTemporaryRedirect)
	})
	return mux
}

func qrPicture(text string) template.URL {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return ""
	}
	return template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(code.PNG())) //nolint:gosec // our own picture
}
