"""The words for every row fault and warning, as they stand in the report."""

TEXTS: dict[str, tuple[str, str]] = {
    "name_missing": ("缺少姓名", "the name is missing"),
    "name_invalid": ("姓名含有不能用于姓名的字符", "the name has characters no name has"),
    "formula_in_cell": (
        "单元格是公式或以公式符号开头,请改为文字后重新上传",
        "the cell is a formula or starts like one; enter it as text",
    ),
    "cell_too_long": ("单元格超过500个字符", "the cell has more than 500 characters"),
    "citizen_id_number": (
        "证件号码被表格软件存成数字,末尾数字已丢失,无法还原;请将该列设为文本并从原始资料重新填写",
        "stored as a number, the id has lost its last digits; enter it as text from the original",
    ),
    "citizen_id_malformed": (
        "证件号码不是15、18位公民身份号码或20、22位残疾人证号",
        "not a citizen id of 15 or 18, nor a certificate number of 20 or 22 characters",
    ),
    "citizen_id_checksum": (
        "公民身份号码校验位不符,且不能唯一对应到本地已登记人员",
        "the check character is wrong and no one registered person of yours matches",
    ),
    "citizen_id_repaired": (
        "公民身份号码校验位不符,已按本地登记或本名单中的同一人处理,请核对原始资料",
        "the check character is wrong; taken as the same person registered here; please check",
    ),
    "citizen_id_unverified": (
        "公民身份号码校验位不符,号码未予采用",
        "the check character is wrong; the number is not used",
    ),
    "citizen_id_missing": ("缺少证件号码", "the id number is missing"),
    "citizen_id_conflict": (
        "该公民身份号码已登记在另一姓名名下",
        "this id number is held under another name",
    ),
    "not_identifiable": (
        "证件号码和手机号都缺少,无法确定是哪一位",
        "without id and phone number the person cannot be told",
    ),
    "person_ambiguous": (
        "姓名和手机号对应多名人员,请补充证件号码",
        "several people share this name and phone; add the id number",
    ),
    "phone_invalid": ("联系电话不是11位手机号", "not a mobile number of 11 digits"),
    "region_unknown": (
        "户籍地区在行政区划代码表中找不到",
        "the household region is not in the region tables",
    ),
    "region_elsewhere": (
        "户籍地区不在您管辖的地区内,只能由户籍地登记",
        "the household region is not yours; only its own region may register",
    ),
    "region_missing": (
        "缺少户籍地区,按上报单位所在地区登记",
        "no household region; registered at the supplying agency's region",
    ),
    "region_partial": (
        "户籍地的乡村名称找不到,按能识别的上级地区登记",
        "township or village not found; registered at the level above",
    ),
    "date_unreadable": ("日期无法识别", "the date cannot be read"),
    "date_future": ("日期晚于今天", "the date lies in the future"),
    "end_before_start": ("结束时间早于开始时间", "the end lies before the start"),
    "under_16_at_start": ("开始务工时未满16周岁", "younger than 16 when work started"),
    "birth_date_differs": (
        "出生日期与证件号码不一致,以证件号码为准",
        "the birth date differs from the id number, which is used",
    ),
    "sex_differs": (
        "性别与证件号码不一致,以证件号码为准",
        "the sex differs from the id number, which is used",
    ),
    "wage_unreadable": ("月收入不是金额", "the wage is not an amount"),
    "wage_out_of_range": (
        "月收入低于100元或高于30000元,请核对",
        "the monthly wage is below 100 or above 30,000 yuan; please check",
    ),
    "work_place_unknown": (
        "务工地在行政区划代码表中找不到,未予采用",
        "the place of work is not in the region tables; not used",
    ),
    "credit_code_invalid": (
        "统一社会信用代码不正确,未予采用",
        "the unified social credit code is wrong; not used",
    ),
    "value_unknown": ("不是该列的可选值,未予采用", "not a value of this column; not used"),
    "superseded": (
        "本名单中同一人有后面的行,以最后一行为准",
        "a later row of the same person in this list counts",
    ),
}


def text_zh(code: str) -> str:
    return TEXTS[code][0]


def text_en(code: str) -> str:
    return TEXTS[code][1]
