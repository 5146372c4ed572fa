"""What forms say in other languages, in the order of :data:`handlers.discord.words.LOCALES`.

By the English that it stands for, like the tables in :mod:`handlers.discord.words`.
"""

from __future__ import annotations

from handlers.discord import words

TITLES: words.Words = {
    "Watch a name": ("关注一个名称", "關注一個名稱"),
    "Change {name}": ("修改 {name}", "修改 {name}"),
    "Add a feed": ("添加来源", "新增來源"),
}
LABELS: words.Words = {
    "What it is": ("类型", "類型"),
    "Only near one of these words": ("附近须有其中一词", "附近須有其中一詞"),
    "Not in these phrases": ("不含于这些短语", "不含於這些短語"),
    "Other names": ("其他名称", "其他名稱"),
    "Whose number": ("谁的数据", "誰的數據"),
    "Number of what": ("什么的数量", "什麼的數量"),
    "Counted or measured in": ("计量单位", "計量單位"),
    "Alert when": ("提醒条件", "提醒條件"),
    "When to be told": ("何时推送", "何時推送"),
    "Address": ("网址", "網址"),
    "Time between polls": ("读取间隔", "讀取間隔"),
    "Fetch the whole article": ("抓取全文", "擷取全文"),
    "Name": ("名称", "名稱"),
    "Tags": ("标签", "標籤"),
    "Tickers": ("股票代码", "股票代號"),
}
SEVERAL: words.Words = {
    "; several with commas": ("；多个以逗号分隔", "；多個以逗號分隔"),
}


def said(english: str, table: words.Words, locale: str) -> str:
    """In the language of ``locale``, as far as the table has it."""
    others = table.get(english)
    if others is None or locale not in words.LOCALES:
        return english
    return others[words.LOCALES.index(locale)]
