"""Commands and their options in other languages, as Discord shows them to whoever reads those.

By name, and by the English description: simplified Chinese, then traditional. What is typed and
answered stays the same. Names are at most 32 lower-case letters, descriptions at most 100.
"""

from __future__ import annotations

from collections.abc import Mapping

LOCALES = ("zh-CN", "zh-TW")
Words = Mapping[str, tuple[str, str]]
"""English → one for each of ``LOCALES``."""

MENUS: Words = {"Why this alert?": ("为何有这条提醒？", "為何有這則提醒？")}

COMMANDS: Words = {
    "lookup": ("查询", "查詢"),
    "figures": ("数据", "數據"),
    "story": ("报道", "報導"),
    "recap": ("回顾", "回顧"),
    "why": ("为何", "為何"),
    "history": ("历史", "歷史"),
    "list": ("列表", "列表"),
    "status": ("状态", "狀態"),
    "help": ("帮助", "說明"),
    "mute": ("静音", "靜音"),
    "unmute": ("取消静音", "取消靜音"),
    "follow": ("订阅", "訂閱"),
    "unfollow": ("退订", "取消訂閱"),
    "digest": ("摘要", "摘要"),
    "undo": ("撤销", "復原"),
    "watch": ("关注", "關注"),
    "feed": ("来源", "來源"),
    "add": ("添加", "新增"),
    "edit": ("修改", "修改"),
    "remove": ("移除", "移除"),
    "test": ("试运行", "試跑"),
    "pause": ("暂停", "暫停"),
    "resume": ("恢复", "恢復"),
    "poll": ("立即读取", "立即讀取"),
    "not-this": ("排除", "排除"),
    "more": ("更多", "更多"),
    "export": ("导出", "匯出"),
}

OPTIONS: Words = {
    "name": ("名称", "名稱"),
    "days": ("天数", "天數"),
    "subject": ("主体", "主體"),
    "metric": ("指标", "指標"),
    "range": ("时段", "時段"),
    "as": ("形式", "形式"),
    "which": ("哪个", "哪個"),
    "what": ("内容", "內容"),
    "watchlist": ("关注列表", "關注列表"),
    "command": ("命令", "指令"),
    "time": ("时长", "時長"),
    "kind": ("类型", "類型"),
    "when": ("条件", "條件"),
    "quiet": ("免打扰", "勿擾"),
    "budget": ("限额", "限額"),
    "cooldown": ("间隔", "間隔"),
    "timezone": ("时区", "時區"),
    "mention": ("提及", "提及"),
    "for": ("对象", "對象"),
    "edit": ("编辑", "編輯"),
    "aliases": ("别名", "別名"),
    "tickers": ("股票代码", "股票代號"),
    "handles": ("账号", "帳號"),
    "context": ("上下文", "上下文"),
    "exclude": ("排除", "排除"),
    "fuzzy": ("容错", "容錯"),
    "unit": ("单位", "單位"),
    "period": ("周期", "週期"),
    "deliver": ("推送", "推送"),
    "severity": ("重要性", "重要性"),
    "in": ("所在列表", "所在列表"),
    "to": ("发往", "發往"),
    "rename": ("改名", "改名"),
    "site": ("网址", "網址"),
    "tags": ("标签", "標籤"),
    "every": ("频率", "頻率"),
    "full_text": ("全文", "全文"),
    "feed": ("来源", "來源"),
    "alert": ("提醒", "提醒"),
    "page": ("页码", "頁碼"),
}

CHOICES: Words = {
    "chart": ("图表", "圖表"),
    "csv": ("CSV 文件", "CSV 檔案"),
    "name": ("名称", "名稱"),
    "story": ("报道", "報導"),
    "feed": ("来源", "來源"),
    "source": ("媒体", "媒體"),
    "company": ("公司", "公司"),
    "person": ("人物", "人物"),
    "topic": ("话题", "話題"),
    "figure": ("数据", "數據"),
    "yes": ("是", "是"),
    "no": ("否", "否"),
    "day": ("日", "日"),
    "week": ("周", "週"),
    "month": ("月", "月"),
    "quarter": ("季度", "季度"),
    "half": ("半年", "半年"),
    "year": ("年", "年"),
    "high": ("高", "高"),
    "normal": ("普通", "普通"),
    "low": ("低", "低"),
}

DESCRIPTIONS: Words = {
    "Show the latest on a name, watched or not": (
        "查看某个名称的最新消息，是否关注均可",
        "查看某個名稱的最新消息，是否關注皆可",
    ),
    "a watched name, or any words": ("关注的名称，或任意词语", "關注的名稱，或任意詞語"),
    "how far back, default 7": ("往前几天，默认 7", "往前幾天，預設 7"),
    "Show what the news says a number is, as a table and a chart": (
        "用表格和图表显示新闻里的数据",
        "用表格和圖表顯示新聞裡的數據",
    ),
    "whose numbers; without: whose there are": (
        "谁的数据；不填则列出有哪些",
        "誰的數據；不填則列出有哪些",
    ),
    "which of its numbers; without: that which is told most often": (
        "哪个指标；不填则为最常报道的",
        "哪個指標；不填則為最常報導的",
    ),
    "which time: 30d, 6 months, 2025, Q2 2026, since March, 最近一年": (
        "时段：30d、6 months、2025、Q2 2026、最近一年",
        "時段：30d、6 months、2025、Q2 2026、最近一年",
    ),
    "csv gives a file with every report instead": (
        "csv 则给出含每条报道的文件",
        "csv 則給出含每則報導的檔案",
    ),
    "Show the whole of a story: its events, reports and figures, and where it was told": (
        "显示整个报道：事件、各家消息、数据，以及发往何处",
        "顯示整則報導：事件、各家消息、數據，以及發往何處",
    ),
    "an alert's reference or headline, an address, or a name; without: the last": (
        "提醒编号或标题、网址或名称；不填则为最近一条提醒",
        "提醒編號或標題、網址或名稱；不填則為最近一則提醒",
    ),
    "Show why an alert came, or what some words would match": (
        "说明为何有某条提醒，或某些词语会匹配什么",
        "說明為何有某則提醒，或某些詞語會符合什麼",
    ),
    "an alert's reference, an address or any words; without: the last alert here": (
        "提醒编号、网址或任意词语；不填则为此处最近一条提醒",
        "提醒編號、網址或任意詞語；不填則為此處最近一則提醒",
    ),
    "Show who changed what, or what a name has brought so far": (
        "查看谁改了什么，或某个名称至今带来的消息",
        "查看誰改了什麼，或某個名稱至今帶來的消息",
    ),
    "a watched name: its past alerts and readings; without: the edits (editors)": (
        "关注的名称：过往提醒与数据；不填则为修改记录（编辑者）",
        "關注的名稱：過往提醒與數據；不填則為修改紀錄（編輯者）",
    ),
    "Show the watchlists and what is on them": ("显示各关注列表及其内容", "顯示各關注列表及其內容"),
    "one of them in full": ("完整显示其中一个", "完整顯示其中一個"),
    "Show whether all is well, and why it is quiet": (
        "查看一切是否正常，以及为何没有消息",
        "查看一切是否正常，以及為何沒有消息",
    ),
    "Show what can be typed, or explain one command": (
        "显示可用命令，或解释其中一个",
        "顯示可用指令，或解釋其中一個",
    ),
    "the one to explain": ("要解释的命令", "要解釋的指令"),
    "Silence a name, a story or a feed here for a time": (
        "在此处暂时静音某个名称、报道或来源",
        "在此處暫時靜音某個名稱、報導或來源",
    ),
    "a watched name, a feed, or an alert's reference; without: shows what is muted": (
        "关注的名称、来源或提醒编号；不填则显示已静音的",
        "關注的名稱、來源或提醒編號；不填則顯示已靜音的",
    ),
    "how long, default a day": ("多久，默认一天", "多久，預設一天"),
    "what is meant, where a word could be several": (
        "一词多义时指的是哪种",
        "一詞多義時指的是哪種",
    ),
    "End a mute, or show what is muted here": (
        "取消静音，或显示此处静音了什么",
        "取消靜音，或顯示此處靜音了什麼",
    ),
    "what is muted, or all; without: shows what is": (
        "被静音的内容，或 all；不填则列出",
        "被靜音的內容，或 all；不填則列出",
    ),
    "Get a name by direct message": ("用私信接收某个名称的消息", "以私訊接收某個名稱的消息"),
    "a watched name or any words; without: the list": (
        "关注的名称或任意词语；不填则列出",
        "關注的名稱或任意詞語；不填則列出",
    ),
    "Stop getting a name by direct message": ("不再用私信接收某个名称", "不再以私訊接收某個名稱"),
    "the name; without: the list": ("名称；不填则列出", "名稱；不填則列出"),
    "Show what waits to be told, send it now, or set when and how loudly to be told": (
        "查看待发内容、立即发送，或设定何时以何种方式推送",
        "查看待發內容、立即傳送，或設定何時以何種方式推送",
    ),
    "at once, hourly, daily 08:00, weekly Mon 08:00; now sends; default undoes all": (
        "at once、hourly、daily 08:00、weekly Mon 08:00；now 发送；default 还原",
        "at once、hourly、daily 08:00、weekly Mon 08:00；now 傳送；default 還原",
    ),
    "hours in which nothing is posted, or none": (
        "不发消息的时段，或 none",
        "不發訊息的時段，或 none",
    ),
    "messages per length of time, the rest as a digest": (
        "每段时间的消息数，其余进摘要",
        "每段時間的訊息數，其餘進摘要",
    ),
    "for so long after an alert more about the same name waits, or none": (
        "一条提醒之后，同一名称的消息等待多久，或 none",
        "一則提醒之後，同一名稱的消息等待多久，或 none",
    ),
    "of whoever reads here": ("此处读者的时区", "此處讀者的時區"),
    "who is pinged by every alert here, or none": (
        "此处每条提醒提及谁，或 none",
        "此處每則提醒提及誰，或 none",
    ),
    "me: your own direct messages; without it this channel": (
        "me：你自己的私信；不填则为本频道",
        "me：你自己的私訊；不填則為本頻道",
    ),
    "Take back the last edit": ("撤销最近一次修改", "復原最近一次修改"),
    "a certain one; see history": ("指定的一次；见历史", "指定的一次；見歷史"),
    "Watch a company, person, topic or figure": (
        "关注公司、人物、话题或数据",
        "關注公司、人物、話題或數據",
    ),
    "what to watch": ("要关注什么", "要關注什麼"),
    "what it is; without it as other watches say, else a company, or a figure if it has a metric": (
        "类型；不填则依其他关注，否则为公司，有指标则为数据",
        "類型；不填則依其他關注，否則為公司，有指標則為數據",
    ),
    "other names, in any script": ("其他名称，任何文字均可", "其他名稱，任何文字皆可"),
    "stock symbols": ("股票代码", "股票代號"),
    "account names": ("账号名", "帳號名稱"),
    "words of which one must be near, for an ambiguous name": (
        "名称有歧义时，附近须有其中一词",
        "名稱有歧義時，附近須有其中一詞",
    ),
    "longer phrases that mean something else": (
        "含有该名称但另有所指的短语",
        "含有該名稱但另有所指的短語",
    ),
    "whether small misspellings count; they do unless it is no": (
        "是否容许小的拼写错误；除非为 no，否则容许",
        "是否容許小的拼寫錯誤；除非為 no，否則容許",
    ),
    "figures: whose number": ("数据：谁的", "數據：誰的"),
    "figures: number of what": ("数据：什么的数量", "數據：什麼的數量"),
    "figures: counted or measured in": ("数据：计量单位", "數據：計量單位"),
    "figures: for how long a time": ("数据：统计周期", "數據：統計週期"),
    "figures: the condition, without it any figure alerts": (
        "数据：条件；不填则任何数据都提醒",
        "數據：條件；不填則任何數據都提醒",
    ),
    "at once, hourly, daily 08:00, weekly Mon 08:00; without it as the channel": (
        "at once、hourly、daily 08:00、weekly Mon 08:00；不填则随频道",
        "at once、hourly、daily 08:00、weekly Mon 08:00；不填則隨頻道",
    ),
    "high breaks through digests and quiet hours, low is the first to wait": (
        "高：不受摘要与免打扰限制；低：最先等待",
        "高：不受摘要與勿擾限制；低：最先等待",
    ),
    "for so long after an alert more about it waits for a digest, or none": (
        "一条提醒之后，相关消息多久内等待摘要，或 none",
        "一則提醒之後，相關消息多久內等待摘要，或 none",
    ),
    "who is pinged by its alerts: slack:U012AB3CD, discord:role:… or none": (
        "其提醒提及谁：slack:U012AB3CD、discord:role:… 或 none",
        "其提醒提及誰：slack:U012AB3CD、discord:role:… 或 none",
    ),
    "the watchlist; without it this channel's own": (
        "关注列表；不填则为本频道的",
        "關注列表；不填則為本頻道的",
    ),
    "destinations its watchlist posts to; without it this channel": (
        "其关注列表发往何处；不填则为本频道",
        "其關注列表發往何處；不填則為本頻道",
    ),
    "Change what is watched for a name": ("修改对某个名称的关注", "修改對某個名稱的關注"),
    "the watched name": ("关注的名称", "關注的名稱"),
    "a new name for it": ("新的名称", "新的名稱"),
    "Stop watching a name": ("不再关注某个名称", "不再關注某個名稱"),
    "Show what a name would have found in the last two weeks, saving nothing": (
        "显示某个名称过去两周会找到什么，不保存",
        "顯示某個名稱過去兩週會找到什麼，不儲存",
    ),
    "a watched name, or a new one": ("关注的名称，或新的名称", "關注的名稱，或新的名稱"),
    "Follow a site: its address is enough": (
        "跟踪一个网站：给出网址即可",
        "追蹤一個網站：給出網址即可",
    ),
    "address of the site or of its feed": ("网站或其订阅源的网址", "網站或其訂閱源的網址"),
    "what to call it": ("如何称呼它", "如何稱呼它"),
    "words by which watchlists choose feeds": (
        "关注列表用来挑选来源的标签",
        "關注列表用來挑選來源的標籤",
    ),
    "Change the name, tags or pace of a feed that was added in chat": (
        "更改在聊天中添加的来源的名称、标签或读取频率",
        "變更在聊天中新增的來源的名稱、標籤或讀取頻率",
    ),
    "what to call it; none: its own title": (
        "显示的名称；none 表示用它自己的标题",
        "顯示的名稱；none 表示用它自己的標題",
    ),
    "fixed time between polls; auto: the pace follows the feed": (
        "固定的读取间隔；auto 表示按来源的更新快慢",
        "固定的讀取間隔；auto 表示按來源的更新快慢",
    ),
    "fixed time between polls; without it the pace follows the feed": (
        "固定的读取间隔；不填则随来源的节奏",
        "固定的讀取間隔；不填則隨來源的節奏",
    ),
    "fetch the article where the feed has only a teaser": (
        "来源只有摘录时抓取全文",
        "來源只有摘錄時擷取全文",
    ),
    "Stop reading a feed that was added in chat": (
        "不再读取在聊天中添加的来源",
        "不再讀取在聊天中新增的來源",
    ),
    "its name or address": ("名称或网址", "名稱或網址"),
    "Stop reading a feed for a while": ("暂停读取某个来源", "暫停讀取某個來源"),
    "Read a paused feed again": ("恢复读取已暂停的来源", "恢復讀取已暫停的來源"),
    "Read a feed now rather than at its next turn": (
        "立即读取某个来源，不等下一轮",
        "立即讀取某個來源，不等下一輪",
    ),
    "Show the feeds and how they are": ("显示各来源及其状况", "顯示各來源及其狀況"),
    "a name, a tag such as tag:ev, failing or paused": (
        "名称、标签（如 tag:ev）、failing 或 paused",
        "名稱、標籤（如 tag:ev）、failing 或 paused",
    ),
    "Keep news like an alert out: proposes what to exclude, ask for or mute": (
        "排除类似某条提醒的消息：会建议排除、限定或静音什么",
        "排除類似某則提醒的消息：會建議排除、限定或靜音什麼",
    ),
    "Find more like an alert: proposes other names, with what each would add": (
        "寻找更多类似消息：会建议其他名称，并说明各会增加什么",
        "尋找更多類似消息：會建議其他名稱，並說明各會增加什麼",
    ),
    "its reference or headline; without: the last here": (
        "其编号或标题；不填则为此处最近一条提醒",
        "其編號或標題；不填則為此處最近一則提醒",
    ),
    "the phrase that means something else": ("另有所指的短语", "另有所指的短語"),
    "Give the watchlists made in chat as YAML": (
        "以 YAML 给出在聊天中建立的关注列表",
        "以 YAML 給出在聊天中建立的關注列表",
    ),
    "only this one": ("只要这一个", "只要這一個"),
    "watch: add, edit, remove, test": (
        "关注：添加、修改、移除、试运行",
        "關注：新增、修改、移除、試跑",
    ),
    "feed: add, edit, remove, pause, resume, poll, list": (
        "来源：添加、移除、暂停、恢复、立即读取、列表",
        "來源：新增、移除、暫停、恢復、立即讀取、列表",
    ),
    "Sum up what mattered: stories, figures that moved, corrections, noise": (
        "回顾要事：报道、变动的数据、更正与杂音",
        "回顧要事：報導、變動的數據、更正與雜音",
    ),
    "a watched name, a watchlist or everywhere; without: all told in this channel": (
        "关注的名称或列表，或 everywhere；不填则为本频道发过的一切",
        "關注的名稱或列表，或 everywhere；不填則為本頻道發過的一切",
    ),
    "today, this week, 7d, June; without: the last 24 hours, of a name 7 days": (
        "today、this week、7d、June；不填则为过去 24 小时，名称为 7 天",
        "today、this week、7d、June；不填則為過去 24 小時，名稱為 7 天",
    ),
    "which page of the stories": ("报道的第几页", "報導的第幾頁"),
}
