package demo

import "alun/app/demo/face"

// person is somebody of the town. The handle names them in the whole package and in the import.
type person struct {
	handle, name, about, region, language string
	line                                  string // one sentence on the sign-in page, in the person's own language
	scripted                              bool   // answers by rules; see friends.go
	face                                  face.Face
}

// people are the townspeople, in the order of the sign-in page: its first screen has somebody for everyone's language.
var people = []person{
	{
		handle: "ayu", name: "Ayu", about: "Batik tulis, pelan-pelan asal jadi 🌿", region: "Yogyakarta", language: "id",
		line: "Perajin batik, kapten grup keluarga, selalu lupa makan siang.",
		face: face.Face{Ground: 0xD98E3F, Cloth: face.Kawung, Skin: 0xD9A074, Hair: face.Long, Tint: 0x2A1B18, Shirt: 0x3743B5, Mouth: face.Smile, Earrings: true, Lashes: true},
	},
	{
		handle: "budi", name: "Budi", about: "Bengkel motor dekat alun-alun. Futsal tiap Kamis.", region: "Yogyakarta", language: "id",
		line: "Montir motor dan kiper futsal yang paling berisik.",
		face: face.Face{Ground: 0x3E6E8E, Cloth: face.Parang, Skin: 0xB97B50, Hair: face.Short, Tint: 0x1C1517, Shirt: 0xE2583E, Mouth: face.Laugh},
	},
	{
		handle: "siyuan", name: "思远", about: "写代码，跑步，偶尔做饭", region: "杭州", language: "zh",
		line: "程序员，每天早上九点半站会，周末做红烧肉。",
		face: face.Face{Ground: 0x4E6FB0, Cloth: face.Truntum, Skin: 0xEBC09A, Hair: face.Short, Tint: 0x1A1A22, Shirt: 0x5A5F73, Mouth: face.Smile, Glasses: true},
	},
	{
		handle: "priya", name: "Priya", about: "Product manager. Lists of lists.", region: "Pune", language: "en",
		line: "Product manager who keeps the stand-up under ten minutes.",
		face: face.Face{Ground: 0xD8763A, Cloth: face.Truntum, Skin: 0xA9714A, Hair: face.Wavy, Tint: 0x1D1416, Shirt: 0x8E3B74, Mouth: face.Smile, Earrings: true, Bindi: true, Lashes: true},
	},
	{
		handle: "citra", name: "Citra", about: "Guru kelas 5. Buku, kopi, kapur.", region: "Sleman", language: "id",
		line: "Guru kelas 5 yang sedang menyiapkan karyawisata.",
		face: face.Face{Ground: 0xB7A33A, Cloth: face.Truntum, Skin: 0xE0AC80, Hair: face.Hijab, Tint: 0x2E7D73, Shirt: 0x256860, Mouth: face.Smile, Glasses: true, Round: true, Lashes: true},
	},
	{
		handle: "amara", name: "Amara", about: "Designer. Drawing the town one corner at a time.", region: "Lagos", language: "en",
		line: "Designer who sketches the town square every morning.",
		face: face.Face{Ground: 0xE0B04A, Cloth: face.Kawung, Skin: 0x7A4A2E, Hair: face.Curls, Tint: 0x1B1214, Shirt: 0x1F7A8C, Mouth: face.Laugh, Earrings: true},
	},
	{
		handle: "dewi", name: "Dewi", about: "Sayur segar dari lereng Merapi, lapak 14.", region: "Pasar Beringharjo", language: "id",
		line: "Penjual sayur di pasar; tahu harga cabai sebelum matahari.",
		face: face.Face{Ground: 0x6C8A3C, Cloth: face.Ceplok, Skin: 0xC68B5E, Hair: face.Bun, Tint: 0x2B1D1B, Shirt: 0xD9486A, Mouth: face.Laugh, Earrings: true},
	},
	{
		handle: "hasan", name: "Hasan", about: "Ketua RT 07. Ronda, gotong royong, catur.", region: "Kauman", language: "id",
		line: "Ketua RT yang mengumumkan segalanya dua kali.",
		face: face.Face{Ground: 0x8C6B4F, Cloth: face.Kawung, Skin: 0xB07E58, Hair: face.Peci, Tint: 0x2A2730, Shirt: 0x7B4B2A, Mouth: face.Calm, Beard: face.Moustache, Glasses: true, Lines: true},
	},
	{
		handle: "jianguo", name: "建国", about: "退休了，下棋，养花，带孙子。", region: "泉州", language: "zh",
		line: "退休的爷爷，爱下棋，也爱给全家发天气预报。",
		face: face.Face{Ground: 0x7D8B52, Cloth: face.Parang, Skin: 0xE3B48C, Hair: face.Bald, Tint: 0xC4C2C0, Shirt: 0x39506B, Mouth: face.Smile, Glasses: true, Round: true, Lines: true},
	},
	{
		handle: "siti", name: "Siti", about: "Perawat shift malam. Jangan lupa minum air 💧", region: "Bantul", language: "id",
		line: "Perawat puskesmas yang menjaga semua orang.",
		face: face.Face{Ground: 0x5B7FA6, Cloth: face.Ceplok, Skin: 0xC98F65, Hair: face.Hijab, Tint: 0xE6A5A0, Shirt: 0xD38C88, Mouth: face.Laugh, Lashes: true},
	},
	{
		handle: "rafi", name: "Rafi", about: "Mahasiswa informatika semester akhir (semoga).", region: "Yogyakarta", language: "id",
		line: "Mahasiswa, desainer poster, dan penyerang futsal.",
		face: face.Face{Ground: 0xD4A02C, Cloth: face.Mega, Skin: 0xCB9266, Hair: face.Fringe, Tint: 0x231819, Shirt: 0x2F8F6B, Mouth: face.Wry},
	},
	{
		handle: "eko", name: "Eko", about: "Soto, teh hangat, obrolan gratis.", region: "Alun-alun utara", language: "id", scripted: true,
		line: "Warung soto; membalas sendiri, coba saja tanya menunya.",
		face: face.Face{Ground: 0xC65A2E, Cloth: face.Mega, Skin: 0xA86B43, Hair: face.Crop, Tint: 0x1B1516, Shirt: 0xF0C95A, Mouth: face.Smile, Beard: face.Moustache},
	},
	{
		handle: "meiling", name: "美玲", about: "开一家小茶馆，慢慢来。🍵", region: "泉州", language: "zh", scripted: true,
		line: "茶馆老板娘，会自动回复：问问今天喝什么茶。",
		face: face.Face{Ground: 0xC9524B, Cloth: face.Mega, Skin: 0xF0C6A0, Hair: face.Bob, Tint: 0x1E1A22, Shirt: 0x4F8F7A, Mouth: face.Smile, Earrings: true, Lashes: true},
	},
	{
		handle: "oliver", name: "Oliver", about: "English teacher, slow cyclist, fast eater.", region: "Yogyakarta", language: "en", scripted: true,
		line: "English teacher; answers by himself, so say hello.",
		face: face.Face{Ground: 0x4B8B8E, Cloth: face.Ceplok, Skin: 0xF2CDB2, Hair: face.Crop, Tint: 0xB5582A, Shirt: 0x32557F, Mouth: face.Smile, Beard: face.Full, Freckles: true},
	},
}
