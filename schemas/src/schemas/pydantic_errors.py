"""Pydantic's error types, and those of our own value types, as sentences in both languages.

Sentences are filled from the limits that the model declares, never from what was sent.
"""

from collections.abc import Mapping

from schemas.wire import Violation

Sentence = tuple[str, str]

OTHER: Sentence = ("取值不符合要求。", "The value is not valid.")
_NUMBER: Sentence = ("应为数字。", "It must be a number.")
_WHOLE: Sentence = ("应为整数。", "It must be a whole number.")
_TEXT: Sentence = ("应为文本。", "It must be text.")
_OBJECT: Sentence = ("应为对象。", "It must be an object.")
_LIST: Sentence = ("应为列表。", "It must be a list.")
_DATE: Sentence = ("应为日期（YYYY-MM-DD）。", "It must be a date (YYYY-MM-DD).")
_TIME: Sentence = ("应为时间（HH:MM:SS）。", "It must be a time (HH:MM:SS).")
_MOMENT: Sentence = ("应为带时区的日期时间。", "It must be a date and time with an offset.")
_LENGTH_OF_TIME: Sentence = ("应为时长。", "It must be a duration.")
_PAST: Sentence = ("须早于现在。", "It must lie in the past.")
_FUTURE: Sentence = ("须晚于现在。", "It must lie in the future.")
_URL: Sentence = ("应为有效的网址。", "It must be a valid URL.")
_UUID: Sentence = ("应为 UUID。", "It must be a UUID.")
_TRUTH: Sentence = ("应为 true 或 false。", "It must be true or false.")
_JSON: Sentence = ("不是有效的 JSON。", "It is not valid JSON.")
_BINARY: Sentence = ("应为字节内容。", "It must be binary content.")
_ONE_OF: Sentence = ("只能取：{expected}。", "It must be one of: {expected}.")
_MISSING: Sentence = ("必填项缺失。", "This field is required.")
_UNKNOWN: Sentence = ("没有这个字段。", "There is no such field.")
_NESTED: Sentence = ("嵌套过深或循环引用。", "It is nested too deep or refers to itself.")
_INNER: Sentence = ("无法读取该值。", "The value cannot be read.")
_FROZEN: Sentence = ("此字段不可更改。", "This field cannot be changed.")
_CHARACTERS: Sentence = ("含有无法识别的字符。", "It contains characters that cannot be read.")

OURS: dict[str, Sentence] = {
    "citizen_id": (
        "不是有效的公民身份号码：位数、出生日期或校验码不对。",
        "Not a valid citizen identity number: length, birth date or check character is wrong.",
    ),
    "credit_code": (
        "不是有效的统一社会信用代码：位数、字符或校验码不对。",
        "Not a valid unified social credit code: length, characters or check character are wrong.",
    ),
    "phone": ("不是有效的手机号码（11位）。", "Not a valid mobile number (11 digits)."),
    "person_name": (
        "不是有效的姓名：只能含文字和间隔号，最多50个字符。",
        "Not a name of a person: letters and separators only, at most 50 characters.",
    ),
    "region_code": (
        "不是有效的行政区划代码（2、4、6、9或12位）。",
        "Not a region code (2, 4, 6, 9 or 12 digits).",
    ),
    "period_reversed": ("终止日期早于起始日期。", "The period ends before it starts."),
}

SENTENCES: dict[str, Sentence] = OURS | {
    "no_such_attribute": _UNKNOWN,
    "json_invalid": _JSON,
    "json_type": _JSON,
    "needs_python_object": _INNER,
    "recursion_loop": _NESTED,
    "recursion_depth_exceeded": _NESTED,
    "missing": _MISSING,
    "frozen_field": _FROZEN,
    "frozen_instance": _FROZEN,
    "extra_forbidden": _UNKNOWN,
    "invalid_key": ("字段名应为文本。", "Names of fields must be text."),
    "get_attribute_error": _INNER,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "dataclass_type": _OBJECT,
    "dataclass_exact_type": _OBJECT,
    "named_tuple_type": _LIST,
    "default_factory_not_called": _INNER,
    "none_required": ("只能为 null。", "It must be null."),
    "greater_than": ("必须大于 {gt}。", "It must be greater than {gt}."),
    "greater_than_equal": ("不得小于 {ge}。", "It must be at least {ge}."),
    "less_than": ("必须小于 {lt}。", "It must be less than {lt}."),
    "less_than_equal": ("不得大于 {le}。", "It must be at most {le}."),
    "multiple_of": ("必须是 {multiple_of} 的倍数。", "It must be a multiple of {multiple_of}."),
    "finite_number": ("应为有限的数字。", "It must be a finite number."),
    "too_short": ("至少需要 {min_length} 项。", "At least {min_length} items are needed."),
    "too_long": ("最多允许 {max_length} 项。", "At most {max_length} items are allowed."),
    "iterable_type": _LIST,
    "iteration_error": _INNER,
    "string_type": _TEXT,
    "string_unicode": _CHARACTERS,
    "string_too_short": (
        "长度不得少于 {min_length} 个字符。",
        "At least {min_length} characters are needed.",
    ),
    "string_too_long": (
        "长度不得超过 {max_length} 个字符。",
        "At most {max_length} characters are allowed.",
    ),
    "string_pattern_mismatch": ("格式不符合要求。", "The format is not the expected one."),
    "string_not_ascii": ("只能含 ASCII 字符。", "Only ASCII characters are allowed."),
    "enum": _ONE_OF,
    "dict_type": _OBJECT,
    "frozen_dict_type": _OBJECT,
    "ordered_dict_type": _OBJECT,
    "counter_type": _OBJECT,
    "mapping_type": _OBJECT,
    "list_type": _LIST,
    "deque_type": _LIST,
    "tuple_type": _LIST,
    "set_type": _LIST,
    "set_item_not_hashable": ("此项不能作为集合元素。", "This item cannot be part of a set."),
    "bool_type": _TRUTH,
    "bool_parsing": _TRUTH,
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_parsing_size": ("整数位数过多。", "The whole number has too many digits."),
    "int_from_float": _WHOLE,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "bytes_type": _BINARY,
    "bytes_too_short": ("至少需要 {min_length} 字节。", "At least {min_length} bytes are needed."),
    "bytes_too_long": ("最多允许 {max_length} 字节。", "At most {max_length} bytes are allowed."),
    "bytes_invalid_encoding": ("编码不正确。", "The encoding is not correct."),
    "value_error": OTHER,
    "assertion_error": OTHER,
    "literal_error": _ONE_OF,
    "missing_sentinel_error": ("此项不应出现。", "This should not be given."),
    "ellipsis_error": OTHER,
    "date_type": _DATE,
    "date_parsing": _DATE,
    "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": _DATE,
    "date_past": ("须早于今天。", "It must lie before today."),
    "date_future": ("须晚于今天。", "It must lie after today."),
    "time_type": _TIME,
    "time_parsing": _TIME,
    "datetime_type": _MOMENT,
    "datetime_parsing": _MOMENT,
    "datetime_object_invalid": _MOMENT,
    "datetime_from_date_parsing": _MOMENT,
    "datetime_past": _PAST,
    "datetime_future": _FUTURE,
    "timezone_naive": ("时间不应带时区。", "The time must not carry an offset."),
    "timezone_aware": ("时间须带时区。", "The time must carry an offset."),
    "timezone_offset": ("时区不符合要求。", "The offset is not the expected one."),
    "time_delta_type": _LENGTH_OF_TIME,
    "time_delta_parsing": _LENGTH_OF_TIME,
    "frozen_set_type": _LIST,
    "is_instance_of": OTHER,
    "is_subclass_of": OTHER,
    "callable_type": OTHER,
    "union_tag_invalid": (
        "类型标识只能取：{expected_tags}。",
        "The tag must be one of: {expected_tags}.",
    ),
    "union_tag_not_found": ("缺少类型标识。", "The tag that names the kind is missing."),
    "arguments_type": _OBJECT,
    "missing_argument": _MISSING,
    "unexpected_keyword_argument": _UNKNOWN,
    "missing_keyword_only_argument": _MISSING,
    "unexpected_positional_argument": ("多出一项。", "There is one item too many."),
    "missing_positional_only_argument": _MISSING,
    "multiple_argument_values": ("同一项给出了多个值。", "More than one value was given."),
    "url_type": _URL,
    "url_parsing": _URL,
    "url_syntax_violation": _URL,
    "url_too_long": (
        "网址不得超过 {max_length} 个字符。",
        "The URL may have at most {max_length} characters.",
    ),
    "url_scheme": (
        "网址协议只能取：{expected_schemes}。",
        "The scheme of the URL must be one of: {expected_schemes}.",
    ),
    "uuid_type": _UUID,
    "uuid_parsing": _UUID,
    "uuid_version": (
        "应为第 {expected_version} 版 UUID。",
        "It must be a UUID of version {expected_version}.",
    ),
    "decimal_type": _NUMBER,
    "decimal_parsing": _NUMBER,
    "decimal_max_digits": (
        "数字总位数不得超过 {max_digits}。",
        "At most {max_digits} digits are allowed.",
    ),
    "decimal_max_places": (
        "小数位数不得超过 {decimal_places}。",
        "At most {decimal_places} decimal places are allowed.",
    ),
    "decimal_whole_digits": (
        "整数部分不得超过 {whole_digits} 位。",
        "At most {whole_digits} digits are allowed before the point.",
    ),
    "fraction_type": _NUMBER,
    "fraction_parsing": _NUMBER,
    "complex_type": _NUMBER,
    "complex_str_parsing": _NUMBER,
}


class _Missing(dict[str, object]):
    def __missing__(self, name: str) -> str:
        return "…"


def sentence(error_type: str, context: Mapping[str, object]) -> Sentence:
    """The sentence for an error type, in Chinese and in English.

    A validator that raises `Violation` is quoted; any other ValueError might quote the input, so
    it is not.
    """
    cause = context.get("error")
    if isinstance(cause, Violation):
        return cause.zh, cause.en
    zh, en = SENTENCES.get(error_type, OTHER)
    return zh.format_map(_Missing(context)), en.format_map(_Missing(context))
