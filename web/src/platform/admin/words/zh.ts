import type { Translation } from "../../../lib/i18n";
import type { en } from "./en";

export const zh: Translation<typeof en> = {
  desk: "管理后台", back: "返回 Alun", people: "用户", money: "资金", wallet: "钱包", settings: "设置", health: "运行状况", audit: "审计记录", sections: "后台栏目",
  "denied.title": "这里是管理后台", "denied.text": "你的账号在本服务器上没有管理员权限。",
  privacy: "管理员无法阅读私人聊天。所有操作都会记入审计。",

  "people.search": "名字、账号或完整的邮箱、手机号", "people.all": "全部", "people.suspended": "已停用", "people.operators": "管理员", "people.which": "显示哪些用户",
  "people.count": { other: "{n} 个账号" }, "people.more": "显示更多", "people.none": "没有找到", "people.noneText": "邮箱和手机号需要完整输入。",
  "people.pick": "选择一位用户", "people.pickText": "可查看的信息和操作会显示在这里。",
  name: "名字", handle: "账号", addresses: "联系方式", created: "加入时间", seen: "最近在线", devices: "已登录设备", never: "从未",
  id: "账号编号", state: "状态", active: "正常", suspended: "已停用", operator: "管理员", scripted: "自动回复", noName: "尚未取名",
  leaving: "将于 {date} 注销", reason: "原因：{reason}",

  suspend: "停用", "suspend.title": "停用 {name}？", "suspend.text": "所有设备会退出登录，恢复之前无法再登录。", "suspend.reason": "原因（记入审计）", "suspend.done": "已停用",
  restore: "恢复", "restore.title": "恢复 {name}？", "restore.text": "对方可以重新登录。", "restore.done": "已恢复",
  end: "退出所有设备", "end.title": "让 {name} 退出所有设备？", "end.text": "每台设备都需要重新登录。", "end.done": { other: "已退出 {n} 台设备" },
  give: "设为管理员", "give.title": "将 {name} 设为管理员？", "give.text": "管理员可以停用用户、修改设置，并任命其他管理员。", "give.done": "已设为管理员",
  take: "取消管理员", "take.title": "取消 {name} 的管理员权限？", "take.text": "对方将无法进入后台。最后一位管理员始终保留。", "take.done": "已不再是管理员",
  history: "管理员在此的操作",

  "settings.name": "服务器名称", "settings.nameNote": "显示在登录页。", "settings.open": "任何人都可以注册", "settings.openNote": "关闭后，只有管理员导入的用户可以登录。",
  "settings.code": "国家代码", "settings.codeNote": "用于未带国家代码的手机号，例如 62。", save: "保存", saved: "已保存",

  "health.version": "版本", "health.engine": "数据库", "health.size": "数据库大小", "health.up": "启动时间", "health.accounts": "账号", "health.chats": "聊天",
  "health.entries": "聊天条目", "health.live": "实时连接", "health.memory": "内存", "health.jobs": "等待的任务", "health.dead": "失败的任务", "health.nodes": "节点",
  "health.good": "一切正常", "health.bad": "需要留意", "health.badText": { other: "{n} 个任务已放弃，原因见服务器日志。" }, refresh: "刷新",

  "audit.none": "还没有记录", "audit.noneText": "管理员的每次操作都会显示在这里，任何人都无法删除。", "audit.more": "显示更早的",
  "audit.note": "每条记录都以 SHA-256 覆盖上一条；“alun check” 可校验整条链。", "audit.owner": "数据目录的所有者",
  "act.account.suspend": "停用", "act.account.restore": "恢复", "act.account.end_sessions": "退出所有设备", "act.account.operator": "设为管理员",
  "act.account.member": "取消管理员", "act.server.settings": "修改设置", "act.import": "导入", "act.money.check": "核对了账目", "act.money.settings": "修改了资金限额",
  "act.wallet.freeze": "冻结了钱包", "act.wallet.unfreeze": "解冻了钱包", "act.wallet.level": "设置了等级", "act.wallet.clear_pin": "清除了支付密码", "act.bank.decide": "替沙盒银行作了决定",
  "act.bank.sandbox": "修改了沙盒银行", "act.redpacket.add_cover": "添加了封面", "act.redpacket.remove_cover": "移除了封面",
  "detail.findings": "不符之处", "detail.level": "等级", "detail.mode": "方式", "detail.move": "记录", "detail.approve": "批准", "detail.cover": "封面", "detail.currency": "币种", "detail.hold_hours": "等待小时数", "detail.no_pin_max": "免密上限", "detail.packet_max_share": "单份上限", "detail.packet_max_total": "红包上限",
  "detail.reason": "原因", "detail.ended": "设备", "detail.name": "名称", "detail.open_sign_up": "任何人都可以注册", "detail.default_country_code": "国家代码",
  "detail.source": "来源", "detail.people": "用户", "detail.friendships": "好友关系", "detail.chats": "聊天", "detail.messages": "消息", yes: "是", no: "否",
  "value.level.LEVEL_UNVERIFIED": "未认证", "value.level.LEVEL_LITE": "简易认证", "value.level.LEVEL_FULL": "完全认证", "value.mode.approve": "立即", "value.mode.ask": "询问", "value.mode.refuse": "拒绝", "value.mode.lose": "答复丢失",
};
