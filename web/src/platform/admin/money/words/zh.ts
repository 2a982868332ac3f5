import type { Translation } from "../../../../lib/i18n";
import type { en } from "./en";

export const zh: Translation<typeof en> = {
  sections: "资金台的各部分", totals: "账目", wallets: "钱包", bank: "银行", covers: "封面", limits: "限额", refresh: "刷新", more: "查看更早的", save: "保存", saved: "已保存", yes: "是", no: "否",

  "totals.zero": "{currency}：分文不差", "totals.off": "{currency}：账目相差 {amount}", "totals.of": "{currency} 账户", "totals.kind": "账户类型", "totals.accounts": "账户数", "totals.posted": "余额", "totals.held": "冻结中", "totals.sum": "合计",
  "totals.none": "还没有资金往来", "totals.noneText": "第一笔付款后这里会有账目。",
  "code.bank": "银行", "code.wallet": "钱包", "code.packet": "红包", "code.payment": "进行中的付款", "code.stall": "摊位", "code.order": "订单", "code.fee": "手续费",
  check: "立即核对账目", "check.text": "运行所有资金规则的检查，每分钟最多一次。", "check.good": "一切正常（{ms} 毫秒）", "check.bad": { other: "有 {n} 处不符" },
  "head.postings": { other: "共 {n} 笔记账。" }, "head.day": "最新签名的每日摘要，{day}：", "head.none": "还没有封存的日子。",

  wallet: "钱包", "wallets.search": "姓名、账号名或完整地址", "wallets.none": "没有找到", "wallets.pick": "选择一个人", "wallets.pickText": "这里显示余额、等级和锁定情况。花在哪里属于隐私。",
  "wallet.account": "账号", "wallet.available": "可用余额", "wallet.held": "{amount} 冻结中", "wallet.pin": "已设支付密码", "wallet.pinLocked": "密码错误过多，锁定至 {when}", "wallet.hold": "此后才能转出",
  "frozen.desk": "已被管理员冻结：{reason}", "frozen.self": "已被本人冻结",
  level: "等级", "level.1": "未认证", "level.2": "简易认证", "level.3": "完全认证", "level.title": "将等级设为{level}？", "level.text": "新的限额立即生效。", "level.yes": "设置等级", "level.done": "等级已设置",
  "limit.1": "单笔", "limit.2": "今日", "limit.3": "本月", "limit.4": "余额上限", "limit.used": "{used} / {max}",
  freeze: "冻结", "freeze.title": "冻结{name}的钱包？", "freeze.text": "解冻前无法转出，仍可收款。", "freeze.reason": "原因（对方可见）", "freeze.done": "已冻结",
  unfreeze: "解冻", "unfreeze.title": "解冻{name}的钱包？", "unfreeze.text": "可以再次转出。", "unfreeze.done": "已解冻",
  clear: "清除密码", "clear.title": "清除{name}的支付密码？", "clear.text": "对方需设置新密码，并在等待期后才能转出。", "clear.done": "密码已清除",

  "bank.which": "筛选", "bank.none": "没有记录", "bank.noneText": "充值和提现会显示在这里。", sandbox: "这是沙盒银行：钱没有价值，由你扮演银行。",
  mode: "银行如何答复", "mode.approve": "立即完成", "mode.ask": "由你决定", "mode.refuse": "全部拒绝", "mode.lose": "丢失答复",
  "mode.approve.text": "每笔都立即完成。", "mode.ask.text": "每笔都在下方等你决定。", "mode.refuse.text": "每笔都被拒绝。", "mode.lose.text": "一半的答复会丢失，服务器按编号再次询问。",
  "move.0": "全部", "move.1": "等待中", "move.2": "未知", "move.3": "已完成", "move.4": "失败", "move.in": "充值", "move.out": "提现", "move.queued": "银行在等你", "move.approve": "批准", "move.refuse": "拒绝",

  "covers.text": "可用作红包封面的图片：宽高比 3:4，600 × 800 至 1200 × 1600 像素，PNG 或 JPEG，不超过 1 MB。", "covers.none": "还没有自己的封面。", "covers.ours": "自带封面：{names}",
  "cover.add": "添加封面", "cover.added": "封面已添加", "cover.name": "名称", "cover.remove": "移除{name}", "cover.removeText": "已用它发出的红包不受影响。", "cover.removeYes": "移除",
  "cover.type": "请选择 PNG 或 JPEG 图片。", "cover.bytes": "图片超过 1 MB。", "cover.size": "图片须在 600 × 800 至 1200 × 1600 像素之间。", "cover.shape": "图片宽高比须为 3:4。",

  "limits.text": "金额单位为 {currency}。修改对所有人立即生效。", "column.once": "单笔", "column.day": "每日", "column.month": "每月", "column.balance": "余额上限",
  "limits.hold": "等待小时数", "limits.holdNote": "换新设备、换号或重设密码后；0 表示不等待。", "limits.noPinMax": "免密上限", "limits.packetMaxShare": "单个红包份额上限", "limits.packetMaxTotal": "红包总额上限",
  "limits.notAmount": "这不是金额。", "limits.notNumber": "请输入整数小时，最多 999。",
};
