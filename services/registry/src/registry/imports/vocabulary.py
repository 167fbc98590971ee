"""Words that lists use for coded values, and the codes they stand for."""

from schemas.codes import Category, Education, LabourAbility, Sex

CODES: dict[str, dict[str, str]] = {
    "sex": {"男": Sex.MALE, "男性": Sex.MALE, "女": Sex.FEMALE, "女性": Sex.FEMALE},
    "education": {
        "文盲或半文盲": Education.ILLITERATE,
        "文盲": Education.ILLITERATE,
        "小学": Education.PRIMARY,
        "初中": Education.JUNIOR_SECONDARY,
        "高中": Education.SENIOR_SECONDARY,
        "中专": Education.SENIOR_SECONDARY,
        "职高": Education.SENIOR_SECONDARY,
        "高中或中专": Education.SENIOR_SECONDARY,
        "技校": Education.SENIOR_SECONDARY,
        "大专": Education.COLLEGE,
        "专科": Education.COLLEGE,
        "高职高专": Education.COLLEGE,
        "本科": Education.BACHELOR,
        "本科及以上": Education.BACHELOR,
        "研究生": Education.BACHELOR,
        "硕士及以上": Education.BACHELOR,
    },
    "labour_ability": {
        "普通劳动力": LabourAbility.ORDINARY,
        "技能劳动力": LabourAbility.SKILLED,
        "弱劳动力或半劳动力": LabourAbility.WEAK,
        "弱劳动力": LabourAbility.WEAK,
        "半劳动力": LabourAbility.WEAK,
        "丧失劳动力": LabourAbility.LOST,
        "无劳动力": LabourAbility.NONE,
    },
    "category": {
        "建档立卡贫困户": Category.REGISTERED_POOR,
        "贫困户": Category.REGISTERED_POOR,
        "脱贫户": Category.OUT_OF_POVERTY,
        "脱贫人口": Category.OUT_OF_POVERTY,
        "脱贫享受政策户": Category.OUT_OF_POVERTY,
        "脱贫不享受政策户": Category.OUT_OF_POVERTY,
        "脱贫不稳定户": Category.UNSTABLY_LIFTED,
        "边缘易致贫户": Category.MARGINAL,
        "突发严重困难户": Category.SUDDENLY_DISTRESSED,
        "其他农村低收入户": Category.LOW_INCOME,
        "低收入户": Category.LOW_INCOME,
        "一般农户": Category.GENERAL,
    },
}
FLAGS: dict[str, dict[str, bool]] = {
    "working": {
        "是": True, "已务工": True, "务工": True, "在岗": True, "已就业": True, "就业": True,
        "正常参保": True, "参保": True, "正常缴费": True, "参保缴费": True, "在职": True,
        "否": False, "未务工": False, "未就业": False, "失业": False, "返乡": False,
        "暂停参保": False, "停保": False, "暂停缴费": False, "中断缴费": False, "终止参保": False,
    },
    "organised": {
        "是": True, "有组织": True, "有组织输出": True, "点对点": True, "政府组织": True,
        "否": False, "自发": False, "自主": False, "自主外出": False, "自发外出": False,
    },
}  # fmt: skip


def code(name: str, word: str) -> str | None:
    found = CODES[name].get(word)
    return str(found) if found is not None else None


def flag(name: str, word: str) -> bool | None:
    return FLAGS[name].get(word)
