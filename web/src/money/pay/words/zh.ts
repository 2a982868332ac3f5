import type { Translation } from "../../../lib/i18n";
import type { en } from "./en";

export const zh: Translation<typeof en> = {
  amount: "金额", note: "备注", "note.optional": "备注（可不填）", done: "完成", more: "查看更早的", save: "保存", saved: "已保存", share: "分享链接", "save.picture": "保存图片",

  scan: "扫一扫",
  "scan.mine": "我的付款码", "scan.mineSub": "在收银台出示", "scan.receiveSub": "让别人扫你的收款码",
  "scan.type": "手动输入", "scan.typed": "码的内容", "scan.open": "打开",
  "scan.unknown": "Alun 不认识这个码", "scan.unknownWhy": "它既不是本服务器上的人，也不是摊位。",
  "scan.failed": "这个码无法使用",
  "scan.foreign": "{name} 使用 {scheme} 收款", "scan.foreignWhy": "这个码本身没有问题，但它的支付体系没有接入本服务器，无法在此付款。",
  "scan.payCode": "这是顾客的付款码", "scan.payCodeWhy": "请打开你的摊位收银台，选择“收款”来使用它。",

  confirm: "付款", "confirm.to": "付款给{name}", "confirm.pay": "支付 {amount}", "confirm.pay.empty": "支付", "confirm.left": "请在 {time} 内答复", decline: "拒绝",

  code: "付款码", "code.how": "向收银员出示此码", "code.barcode": "数字 {digits} 的条形码", "code.qr": "付款码的二维码", "code.enlarge": "放大付款码",
  "code.refresh": "每分钟自动更新", "code.new": "换一个", "code.next": "下一个码", "code.again": "重试",
  "code.offline": { other: "没有网络。此码只能用一次，且限小额；还剩 {n} 个。" },
  "code.offlineUseless": "无网络。离线付款码只能用于免密支付，而你还没有开启免密。",
  "code.none": "没有网络，付款码也用完了", "code.noneText": "联网打开本页时会取得离线付款码。",
  "code.noPin": "没有网络也能付款", "code.noPinSub": "开启小额免密后，离线付款码才能使用。",
  "code.warn": "不要把此码发送或念给任何人：拿到它的人就能向你收款。",
  "code.scanSub": "扫描摊位的码付款", "code.wants": "请你付款", "code.asked": "{name}请你支付 {amount}",

  receive: "收款", "receive.text": "让别人扫此码向你付款", "receive.label": "向{name}付款的二维码", "receive.payMe": "用 Alun 向我付款", "receive.set": "设置金额", "receive.setSub": "付款人无需输入",
  "receive.change": "修改金额", "receive.clear": "不设金额", "receive.use": "写入二维码", "receive.stallsSub": "做买卖用：海报、店员、收银台",

  payment: "付款详情", "payment.done": "已向{name}支付 {amount}", "payment.paidYou": "向你付款", "payment.to": "收款方", "payment.from": "付款方", "payment.at": "时间", "payment.by": "方式", "payment.id": "编号",
  "by.static": "摊位收款码", "by.dynamic": "定额收款码", "by.code": "付款码", "by.person": "个人收款码",
  "state.NOTPAY": "尚未支付", "state.USERPAYING": "等待付款人答复", "state.SUCCESS": "已支付", "state.REFUND": "已退款", "state.REFUND.part": "已部分退款", "state.CLOSED": "已关闭，未扣款",
  "state.REVOKED": "摊位已撤回，未扣款", "state.PAYERROR": "未支付",

  refund: "退款", "refund.own": "从你的钱包退款", refunds: "退款记录", "refund.text": "此笔还可退 {rest} 给{name}。", "refund.reason": "原因", "refund.give": "退回 {amount}", "refund.done": "已退回 {amount}", "refund.sofar": "已退 {refunded}，剩余 {rest}",
  "refund.reason.wrong": "金额有误", "refund.reason.out": "缺货", "refund.reason.returned": "退货", "refund.reason.goodwill": "优惠补偿",
  "refund.state.1": "处理中", "refund.state.2": "已完成", "refund.state.3": "已关闭", "refund.state.4": "失败",

  stall: "摊位", stalls: "摊位", "stalls.mine": "我的摊位", "stalls.work": "我工作的摊位", "stalls.closed": "已关闭", "stalls.of": "{name}的摊位", "stalls.none": "还没有摊位", "stalls.noneText": "开一个就能扫码收款：小店、社团、跳蚤市场都行。",
  "stall.open": "开设摊位", "stall.openText": "顾客付款时会看到摊位名称。收到的钱先存在摊位，由你转入钱包。",
  "stall.name": "名称", "stall.nameNote": "顾客熟悉的名字", "stall.category": "经营类别", "stall.city": "城市", "stall.cityNote": "按标准写入收款码",
  "category.food": "餐饮", "category.drinks": "饮品", "category.groceries": "日用食品", "category.clothing": "服装", "category.services": "服务", "category.transport": "交通", "category.arts": "文艺", "category.other": "其他",
  "stall.settings": "摊位设置", "stall.auto": "每晚自动结算", "stall.autoSub": "全部转入摊主的钱包", "stall.isClosed": "此摊位已关闭，收款记录仍保留。",
  "stall.close": "关闭{name}？", "stall.closeText": "收款码将永久失效。{amount} 会先转入你的钱包。", "stall.closeType": "请输入“{name}”", "stall.closeYes": "关闭摊位", "stall.closed": "摊位已关闭",
  staff: "店员", "staff.add": "添加好友", "staff.note": "店员能看到到账，也能向顾客收款。", "staff.refund": "退款", "staff.refundOf": "允许{name}退款", "staff.remove": "移除{name}", "staff.removeText": "对方将看不到此摊位。", "staff.removeYes": "移除",

  "till.ways": "收款方式", "till.payments": "收款记录", "till.none": "还没有收款", "till.noneText": "到账会立即显示在这里。", "till.waiting": "等待到账", "till.lastAt": "{time} 到账",
  "till.balance": "摊位余额", "till.auto": "每晚自动结算", "till.came": "收到{name}的 {amount}", "till.old": "未连接：内容可能不是最新。", "till.back": "返回收银台",
  settle: "结算", "settle.title": "现在结算？", "settle.text": "{amount} 将转入你的钱包。", "settle.done": "{amount} 已转入你的钱包",
  voice: "到账语音", "voice.on": "语音已开", "voice.off": "语音已关", "voice.speak": "播报到账金额", "voice.page": "使用界面语言", "voice.try": "试听",

  charge: "收款", "charge.amount": "应付金额", "charge.next": "扫描顾客的付款码", "charge.change": "修改", "charge.typed": "或输入 18 位数字", "charge.typedNote": "印在顾客条形码下方", "charge.take": "收取 {amount}",
  "charge.notCode": "这不是付款码。付款码有 18 位数字。", "charge.waiting": "正在等顾客确认", "charge.left": "剩余 {time}", "charge.again": "下一位顾客", reverse: "撤回收款",
  show: "出示收款码", "show.go": "显示收款码", "show.label": "此金额的二维码", "show.waiting": "请顾客用 Alun 扫描", "show.paid": "{name}已支付", "show.next": "下一位顾客", "show.cancel": "换一个金额", "show.receipt": "查看详情",
  poster: "海报", "poster.alt": "印有摊位二维码的海报", "poster.print": "打印", "poster.text": "摆在柜台上。顾客扫码并输入金额，到账会显示在这里。",
  day: "当日汇总", "day.today": "今天", "day.before": "前一天", "day.after": "后一天", "day.count": "笔数", "day.paid": "收入", "day.refunded": "退款", "day.net": "净额", "day.chart": "每小时收入", "day.none": "这一天没有收款。",
};
