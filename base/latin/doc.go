// Package latin writes a person's name in the letters a to z, so that people of all scripts can be sorted into one list
// from A to Z and found by typing what a keyboard has.
//
// Chinese becomes pinyin without tones, one word a character; the first character of a name is read as a surname where
// that differs (单 is Shan, 曾 is Zeng). Letters with marks lose them (Đặng is dang, Łukasz is lukasz). Scripts without a
// reading here keep their own letters and stand under "#".
package latin
