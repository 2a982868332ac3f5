package demo

// rules are what each scripted friend knows best; the first that fits counts.
var rules = map[string][]rule{
	"eko": {
		{words{"id": {"menu", "soto", "makan", "lapar", "pesan"}, "en": {"menu", "soto", "food", "hungry", "eat", "order", "lunch"}, "zh": {"菜单", "吃", "饿", "点"}},
			words{
				"id": {"Hari ini ada soto ayam 16 ribu, soto daging 20 ribu, dan tempe garit 2 ribu. Mau yang mana?", "Soto ayam masih banyak, soto daging tinggal lima mangkuk 🍲", "Siap! Sambalnya dipisah atau dicampur?"},
				"en": {"Today: chicken soto 16k, beef soto 20k, fried tempe 2k. Which one?", "Beef soto: five bowls left. Shall I keep one for you? 🍲", "Sambal on the side, or brave?"},
				"zh": {"今天有鸡肉汤 16 千盾、牛肉汤 20 千盾，还有炸天贝。想要哪个？", "牛肉汤只剩五碗了，要给你留一碗吗？🍲"},
			}},
		{words{"id": {"berapa", "harga", "bayar"}, "en": {"price", "cost", "much", "pay"}, "zh": {"多少钱", "价格", "钱"}},
			words{
				"id": {"Soto ayam 16 ribu, daging 20 ribu, es teh 4 ribu. Obrolannya gratis 😄", "Kalau pesan lima, teh hangatnya dari saya."},
				"en": {"Chicken 16k, beef 20k, iced tea 4k. Conversation is free 😄", "Order five and the tea is on me."},
				"zh": {"鸡肉 16、牛肉 20、冰茶 4 千盾，聊天免费 😄"},
			}},
		{words{"id": {"buka", "tutup", "jam", "kapan"}, "en": {"open", "close", "when", "time"}, "zh": {"几点", "营业", "开门", "什么时候"}},
			words{
				"id": {"Buka jam 5.30 pagi sampai habis. Biasanya jam 2 siang sudah ludes.", "Setiap hari, kecuali Jumat pagi saya ke pasar dulu."},
				"en": {"From half past five until it is all gone, mostly around two.", "Every day; on Fridays a little later, market first."},
				"zh": {"早上五点半开门，卖完为止，一般下午两点就没了。"},
			}},
		{words{"id": {"sambal", "pedas"}, "en": {"sambal", "spicy", "hot"}, "zh": {"辣"}},
			words{
				"id": {"Sambalnya gratis sampai cabai naik lagi 🌶️", "Level satu: senyum. Level tiga: lupa nama sendiri."},
				"en": {"Sambal is free until chillies go up again 🌶️", "Level one: you smile. Level three: you forget your name."},
				"zh": {"辣椒酱免费，等辣椒涨价再说 🌶️"},
			}},
	},
	"meiling": {
		{words{"id": {"teh", "minum", "apa"}, "en": {"tea", "drink", "today", "recommend"}, "zh": {"茶", "喝", "推荐", "今天"}},
			words{
				"id": {"Hari ini Tieguanyin, wanginya seperti anggrek 🍵", "Untuk sore hari: teh batu Wuyi, hangat dan dalam."},
				"en": {"Today it is Tieguanyin; it smells of orchids 🍵", "For the evening: Wuyi rock tea, roasted and warm.", "White tea if the day was loud."},
				"zh": {"今天喝铁观音，新到的，兰花香 🍵", "下午适合武夷岩茶，暖暖的。", "如果想睡得好，来一壶老白茶吧。"},
			}},
		{words{"id": {"berapa", "harga"}, "en": {"price", "cost", "much"}, "zh": {"多少钱", "价格", "钱"}},
			words{"id": {"Satu poci 30 ribu, isi ulang air panas gratis."}, "en": {"A pot is about four dollars, hot water refills are free."}, "zh": {"一壶三十八，续水免费，坐多久都可以。"}}},
		{words{"id": {"buka", "jam", "kapan"}, "en": {"open", "when", "time"}, "zh": {"几点", "营业", "开门", "什么时候"}},
			words{"id": {"Kedai buka jam 9 pagi sampai 10 malam."}, "en": {"Nine in the morning till ten at night. The window seat goes first."}, "zh": {"早上九点到晚上十点，靠窗的位子要早点来。"}}},
		{words{"en": {"family", "father", "brother"}, "zh": {"爸", "爷爷", "思远", "家"}},
			words{"en": {"My father is in the park, beating everybody at chess ♟️"}, "zh": {"我爸在公园下棋呢，今天又赢了 ♟️", "思远说周末回来，我给他煮面线糊。"}}},
	},
	"oliver": {
		{words{"id": {"inggris", "belajar", "kata"}, "en": {"english", "word", "learn", "grammar", "teach", "lesson"}, "zh": {"英语", "英文", "学"}},
			words{
				"id": {"Kata hari ini: 'drizzle' = gerimis. Coba buat satu kalimat!", "Tulis pelan-pelan dalam bahasa Inggris, saya bantu."},
				"en": {"Word of the day: 'drizzle', the rain that cannot decide. Use it in a sentence?", "Write me three sentences about your breakfast, and I will answer each.", "Grammar is just good manners for words."},
				"zh": {"今日单词：drizzle，毛毛雨。造个句子？", "慢慢用英文写，我来帮你看。"},
			}},
		{words{"id": {"futsal", "bola", "lutut"}, "en": {"football", "futsal", "knee", "goal", "match"}, "zh": {"足球", "踢球", "膝盖"}},
			words{
				"id": {"Lutut saya baik-baik saja. Hampir.", "Kamis jam 8. Saya bawa botol minum sendiri, janji."},
				"en": {"My knee is fine. Mostly.", "Thursday at eight. I am bringing my own bottle, promise.", "We do not talk about the goal from the halfway line."},
				"zh": {"我的膝盖没事……差不多。周四八点，来吗？"},
			}},
		{words{"id": {"sepeda", "jalan"}, "en": {"bike", "cycle", "ride", "weather"}, "zh": {"自行车", "骑车", "天气"}},
			words{"id": {"Saya bersepeda pelan, tapi makan cepat."}, "en": {"I cycle slowly so that nobody expects me on time.", "Lovely morning for it. I was overtaken by a man with a ladder."}, "zh": {"我骑得很慢，被一位扛梯子的大叔超过了。"}}},
	},
}

// common is what everybody knows.
var common = []rule{
	{words{"id": {"terima", "kasih", "makasih", "suwun"}, "en": {"thanks", "thank", "cheers", "thx"}, "zh": {"谢谢", "感谢", "多谢"}},
		words{"id": {"Sama-sama 🙏", "Dengan senang hati!"}, "en": {"You're welcome!", "Any time 😊"}, "zh": {"不客气 😊", "别客气！"}}},
	{words{"id": {"kabar", "sehat"}, "en": {"how", "doing"}, "zh": {"怎么样", "好吗", "最近"}},
		words{"id": {"Baik! Agak sibuk, tapi selalu ada waktu untuk mengobrol. Kamu?", "Sehat, alhamdulillah. Kamu bagaimana?"}, "en": {"Very well, thank you! And you?", "Busy, cheerful, slightly hungry. You?"}, "zh": {"挺好的，你呢？", "一切都好，就是有点忙。你怎么样？"}}},
	{words{"id": {"halo", "hai", "hi", "hello", "pagi", "siang", "sore", "malam", "assalamualaikum"}, "en": {"hello", "hi", "hey", "morning", "evening", "good"}, "zh": {"你好", "您好", "早", "晚上好", "嗨"}},
		words{"id": {"Halo! Apa kabar? 😊", "Hai, senang kamu mampir!"}, "en": {"Hello there! How are you?", "Hi! Good to hear from you 😊"}, "zh": {"你好呀！😊", "嗨，很高兴见到你！"}}},
	{words{"id": {"robot", "bot", "manusia"}, "en": {"robot", "bot", "human", "real", "scripted"}, "zh": {"机器人", "真人"}},
		words{"id": {"Saya teman otomatis di kota demo: saya menjawab dengan aturan sederhana, tetapi dengan sepenuh hati 🤖"}, "en": {"I am a scripted friend of the demo town: simple rules, sincere answers 🤖"}, "zh": {"我是演示小镇里的自动回复朋友，规则很简单，心意是真的 🤖"}}},
	{words{"id": {"dah", "sampai", "daah", "besok"}, "en": {"bye", "goodbye", "later", "tomorrow", "night"}, "zh": {"再见", "拜拜", "明天", "晚安"}},
		words{"id": {"Sampai jumpa! Hati-hati di jalan 👋"}, "en": {"See you! Take care 👋"}, "zh": {"再见，路上小心 👋"}}},
}

// otherwise is for everything else.
var otherwise = words{
	"id": {"Wah, menarik! Ceritakan lagi dong.", "Hehe, begitu ya. Terus bagaimana?", "Setuju 👍", "Saya catat dulu ya 😄"},
	"en": {"Oh, interesting. Tell me more?", "Ha, I did not expect that. And then?", "I like that 👍", "Let me think about it over a cup of tea."},
	"zh": {"哇，有意思，再讲讲？", "哈哈，这样啊，后来呢？", "我也这么觉得 👍", "让我边喝茶边想想 😄"},
}
