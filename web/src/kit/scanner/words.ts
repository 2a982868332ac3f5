// The words of the scanner. A table of its own: the scanner is in no first view.
import { words } from "../../lib/i18n";

export const s = words({
  en: {
    camera: "Camera", hint: "Hold the code inside the frame.", starting: "Starting the camera…", denied: "Alun may not use the camera. Allow it in the browser's settings, or pick a picture.",
    noCamera: "There is no camera here. Pick or paste a picture of the code.", noCode: "No code was found in this picture.", picture: "From a picture", lampOn: "Turn the lamp on", lampOff: "Turn the lamp off", paste: "A picture can also be pasted or dropped here.",
  },
  id: {
    camera: "Kamera", hint: "Arahkan kode ke dalam bingkai.", starting: "Menyalakan kamera…", denied: "Alun tidak boleh memakai kamera. Izinkan di pengaturan peramban, atau pilih gambar.",
    noCamera: "Tidak ada kamera di sini. Pilih atau tempel gambar kodenya.", noCode: "Tidak ada kode di gambar ini.", picture: "Dari gambar", lampOn: "Nyalakan lampu", lampOff: "Matikan lampu", paste: "Gambar juga dapat ditempel atau diseret ke sini.",
  },
  zh: {
    camera: "相机", hint: "将二维码放入框内。", starting: "正在打开相机…", denied: "Alun 无法使用相机。请在浏览器设置中允许，或选择一张图片。",
    noCamera: "此处没有相机。请选择或粘贴二维码图片。", noCode: "图片中没有找到码。", picture: "从图片读取", lampOn: "打开手电筒", lampOff: "关闭手电筒", paste: "也可以粘贴图片或拖到此处。",
  },
});
