package latin

// surnames are characters that are read differently when they stand first in a name.
var surnames = map[rune]string{
	'单': "shan", '單': "shan", '曾': "zeng", '解': "xie", '仇': "qiu", '查': "zha", '区': "ou", '區': "ou", '朴': "piao",
	'盖': "ge", '蓋': "ge", '乐': "yue", '樂': "yue", '员': "yun", '員': "yun", '冼': "xian", '翟': "zhai", '折': "she",
	'黑': "he", '缪': "miao", '繆': "miao", '宓': "mi", '召': "shao", '种': "chong", '覃': "qin", '谌': "chen", '諶': "chen",
	'盛': "sheng", '葛': "ge", '燕': "yan", '薄': "bo", '车': "che", '車': "che", '那': "na", '佘': "she", '祭': "zhai",
	'行': "xing", '长': "chang", '華': "hua", '华': "hua", '重': "chong", '幺': "yao", '撒': "sa", '尉': "wei", '洗': "xian",
	'逄': "pang", '哈': "ha", '晁': "chao", '郇': "xun", '郗': "xi", '卜': "bu", '沈': "shen", '石': "shi", '柏': "bai",
	'贾': "jia", '賈': "jia", '尹': "yin", '费': "fei", '費': "fei", '隗': "wei", '瞿': "qu", '褚': "chu", '殷': "yin", '阚': "kan",
	'呂': "lv", '吕': "lv",
}

// doubleSurnames are surnames of two characters whose reading differs from that of the characters alone.
var doubleSurnames = []struct{ chars, pinyin string }{
	{"尉迟", "yu chi"}, {"尉遲", "yu chi"}, {"万俟", "mo qi"}, {"長孫", "zhang sun"}, {"长孙", "zhang sun"}, {"澹台", "tan tai"},
	{"令狐", "ling hu"}, {"单于", "chan yu"}, {"單于", "chan yu"}, {"呼延", "hu yan"}, {"鲜于", "xian yu"}, {"宿勤", "su qin"},
}
