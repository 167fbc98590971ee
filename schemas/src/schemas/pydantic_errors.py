"""Pydantic's validation error types in both languages; the offending input is never repeated."""

from collections.abc import Mapping

# By error type, or by the part of it before the first underscore; the rest say only "not valid".
SENTENCES: dict[str, tuple[str, str]] = {
    "missing": ("必填项缺失。", "This field is required."),
    "extra_forbidden": ("没有这个字段。", "There is no such field."),
    "string_too_short": ("长度不得少于 {min_length} 个字符。", "At least {min_length} characters are needed."),
    "string_too_long": ("长度不得超过 {max_length} 个字符。", "At most {max_length} characters are allowed."),
    "string_pattern_mismatch": ("格式不符合要求。", "The format is not the expected one."),
    "too_short": ("至少需要 {min_length} 项。", "At least {min_length} items are needed."),
    "too_long": ("最多允许 {max_length} 项。", "At most {max_length} items are allowed."),
    "greater_than": ("必须大于 {gt}。", "It must be greater than {gt}."),
    "greater_than_equal": ("必须大于或等于 {ge}。", "It must be at least {ge}."),
    "less_than": ("必须小于 {lt}。", "It must be less than {lt}."),
    "less_than_equal": ("必须小于或等于 {le}。", "It must be at most {le}."),
    "enum": ("只能取：{expected}。", "It must be one of: {expected}."),
    "literal_error": ("只能取：{expected}。", "It must be one of: {expected}."),
    "json_invalid": ("不是有效的 JSON。", "It is not valid JSON."),
    "value_error": ("取值无效：{error}", "The value is not valid: {error}"),
    "string": ("应为文本。", "It must be text."),
    "int": ("应为整数。", "It must be a whole number."),
    "float": ("应为数字。", "It must be a number."),
    "bool": ("应为 true 或 false。", "It must be true or false."),
    "date": ("应为日期（YYYY-MM-DD）。", "It must be a date (YYYY-MM-DD)."),
    "datetime": ("应为带时区的日期时间。", "It must be a date and time with an offset."),
    "timezone": ("时间须带时区。", "The time must carry an offset."),
    "uuid": ("应为 UUID。", "It must be a UUID."),
    "list": ("应为列表。", "It must be a list."),
    "dict": ("应为对象。", "It must be an object."),
    "model": ("应为对象。", "It must be an object."),
    "json": ("不是有效的 JSON。", "It is not valid JSON."),
    "url": ("应为有效的网址。", "It must be a valid URL."),
    "decimal": ("应为数字。", "It must be a number."),
    "bytes": ("应为文本。", "It must be text."),
}  # fmt: skip
OTHER = ("取值不符合要求。", "The value is not valid.")


class _Missing(dict[str, object]):
    def __missing__(self, name: str) -> str:
        return "…"


def sentence(error_type: str, context: Mapping[str, object]) -> tuple[str, str]:
    """The sentence for an error type, in Chinese and in English."""
    found = SENTENCES.get(error_type) or SENTENCES.get(error_type.partition("_")[0]) or OTHER
    zh, en = (text.format_map(_Missing(context)) for text in found)
    return zh, en
