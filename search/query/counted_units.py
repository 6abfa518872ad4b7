"""Chinese words that count with the number before them: 300亿元 is one amount, 12小时 one time.

A report with 300人 and 12亿元 does not contain 300亿元. Other words may stand apart from a number:
2023物流, 100强企业.
"""

from index.text.lazy_pattern import lazy_pattern

_LARGE = "[十百千万亿]{1,3}"
_UNITS = (
    "元 块 角 分 美元 欧元 英镑 日元 港元 港币 澳元 韩元 卢布 卢比 加元 新台币",
    "人民币 吨 斤 公斤 千克 克 毫克 微克 磅 盎司 米 公里 千米 厘米 毫米 微米",
    "纳米 里 英里 海里 英尺 英寸 寸 尺 平方米 平米 平方公里 平方千米 立方米 亩",
    "公顷 升 毫升 桶 瓦 千瓦 兆瓦 千瓦时 兆瓦时 度 伏 安 赫兹 秒 分钟 小时 天",
    "日 周 个月 月 月份 季度 年 年度 年代 世纪 周年 岁 周岁 月底 月初 年初",
    "年底 人 人次 名 位 户 家 个 只 头 匹 株 棵 辆 台 架 艘 列 趟 套 件",
    "次 项 份 篇 部 册 卷 本 张 页 字 条 款 章 节 座 栋 幢 处 所 间 场",
    "届 期 号 轮 倍 成 点 个点 百分点 个百分点 票 股 手 桌 床 床位 张床位 步",
    "标准箱 箱 包 袋 瓶 盒 颗 粒 吨级 万吨级 摄氏度 分贝 公升",
)
_NAMES = "|".join(" ".join(_UNITS).split())
UNIT = lazy_pattern(rf"{_LARGE}(?:{_NAMES})?|{_NAMES}")
"""Matches a whole word that belongs to the number before it."""
