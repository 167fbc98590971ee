from servicekit.problems import Problem


class UnknownSource(Problem):
    code = "import_source_unknown"


class UnsupportedFile(Problem):
    code = "import_file_unsupported"


class FileBroken(Problem):
    code = "import_file_broken"


class UnpacksTooLarge(Problem):
    code = "import_unpacks_too_large"


class FileTooLarge(Problem):
    code = "import_too_large"


class EncodingUnknown(Problem):
    code = "import_encoding_unknown"


class SheetMissing(Problem):
    code = "import_sheet_missing"


class HeaderMissing(Problem):
    code = "import_header_missing"


class NoRows(Problem):
    code = "import_no_rows"


class TooManyRows(Problem):
    code = "import_too_many_rows"


class ReportNotReady(Problem):
    code = "import_report_not_ready"


class AlreadyFinished(Problem):
    code = "import_already_finished"


class NoRegion(Problem):
    code = "import_region_missing"
