"""Chinese characters that look alike, so that one is typed for another: 末来 for 未来."""

import functools
from collections.abc import Mapping
from types import MappingProxyType

_GROUPS = (
    "末未 己已巳 戊戌戍戎 日曰 人入八 土士 千干于 天夭夫无 住往佳 晴睛 拨拔 侯候 撤撒撇 徒徙 "
    "辩辨辫瓣 幕墓慕暮募 博搏膊 孤狐弧 竟竞 折拆析 治冶 代伐 师帅 庆厌 木术本 今令 免兔 "
    "乌鸟岛 王玉主 大太犬 田由甲申电 贝见 束柬 栗粟 粱梁 茶荼 崇祟 壶壸 赢羸嬴 隐稳 暖暧 蓝篮 "
    "抄钞 密蜜 园圆 坐座 即既 再在 话活 清请情晴 跟根 刻该孩 历厉 历力 列例 象像 形型 提题 "
    "堤提 待侍持诗 很狠恨 进近 弟第 导异 具且 县具 观现 规视 视现 机饥 札扎 杨扬场 汤荡 扬场 "
    "幻幼 练炼 栋拣 脉咏 泳咏 渴喝竭揭 溢谥 陪赔倍培 部陪 检捡险验 俭检 签检 拱洪供 哄烘 历史 "
    "吏史更 使便 侮悔海梅 诲悔 诺若苦 苫若 古占 右石 后石 仑仓 伦论轮 抢枪抡 沧沦 创刨 苍仓 "
    "拌绊伴 胖畔 斗头 买卖 头买 实买 向何 问间闻 闪闭 闷闲 困因团囤 固因 国圆 句旬 包句 匀勾 "
    "勿匆 易昜 赐踢 剔惕 惯贯 货贷 资货 质货 贺驾 架驾 怒恕 怨恕 忽匆 惠慧 思恩 恩患 意竞 "
    "章竟 拾抬 招召 准淮 推谁维 堆推 锥雄 椎推 唯准 稚雉 难准 谁准 催摧 摧崔 漂飘 缥漂 票粟 "
    "要栗 贾票 遣遗 违达 追迫 逐遂 迁过 延廷 建健键 庭廷 捷睫 律津 得碍 街衔 微徽 徵微 衡衔 "
    "徐除 陈阵 陆阵 降隆 陷馅 限根 银很 浪狼 狠狼 良艮 朗郎 郎即 鄂鳄 邓郑 祖租 组阻 粗祖 "
    "初衬 补扑 朴补 袖抽 裕祼 复夏 厦夏 愿厚 原厚 厅厌 压庄 应庆 床庄 店庙 底低 抵低 氏民 "
    "民良 昏昔 借措惜 错借 猎措 腊蜡 醋错 籍藉 塞寒 赛塞 寨塞 宵霄 消削 俏峭 捎梢稍 硝哨 屑肖 "
    "尚尝 常赏 党堂 掌撑 裳棠 倘躺 刺剌 利刮 制刷 割害 测侧厕 则测 刑形邢 刊利 别剐 劳芳 荣劳 "
    "营劳 莹荣 萤莹 苦若 英芙 芬芳 茵菌 荫菌 蒙豪 毫豪 家蒙 毁段 段假 暇假 瑕暇 霞瑕 波坡 "
    "披被 疲皮 彼被 破坡 婆波 菠波 玻坡 驱躯 呕欧 殴欧 鸥欧 枢抠 抗杭 坑抗 航杭 吭坑 仪议义 "
    "议仪 权汉 双汉 仅汉 对仅 观欢 劝欢 艰难 鸡难 戏或 域或 城诚 诚成 盛威 威戚 咸威 减咸 "
    "感减 喊减 憾感 撼憾 冈岗 刚纲 钢纲 网冈 同何 洞桐 铜桐 筒同 侗桐 另别 加另 架枷 嘉喜 "
    "喜善 膳善 缮膳 普晋 恶亚 哑亚 垩恶 垂捶 睡垂 锤捶 唾睡 邮垂 陲邮 炭碳 灰炭 恢灰 盔恢 "
    "岩炭 碳碱 碱减 磁碰 慈磁 滋磁 兹慈 碎砗 粹碎 醉碎 翠醉 悴粹 "
)
"""Groups of look-alikes, separated by spaces. A character may be in several groups."""


@functools.cache
def lookalikes() -> Mapping[str, str]:
    """The look-alikes of each character."""
    similar: dict[str, str] = {}
    for group in _GROUPS.split():
        for char in group:
            others = (other for other in group if other != char)
            similar[char] = "".join(dict.fromkeys(similar.get(char, "") + "".join(others)))
    return MappingProxyType(similar)
