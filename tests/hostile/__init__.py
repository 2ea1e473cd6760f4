"""Strings that mean something to whoever shows, stores or runs them carelessly."""

import unicodedata

CANARY = "/tmp/nas-burnin-canary"
"""What a shell that is fooled would make; each caller puts its own path there."""

SHELL = (
    f"; touch {CANARY}",
    f"$(touch {CANARY})",
    f"`touch {CANARY}`",
    f"| touch {CANARY}",
    f"&& touch {CANARY}",
    f"|| touch {CANARY}",
    f"\ntouch {CANARY}\n",
    f"' ; touch {CANARY} ; '",
    f'" ; touch {CANARY} ; "',
    f"'$(touch {CANARY})'",
    f"\\'; touch {CANARY}; #",
    f"> {CANARY}",
    f"<(touch {CANARY})",
    f"${{IFS}};touch${{IFS}}{CANARY}",
    f"$'\\n'touch {CANARY}",
    f"a\0;touch {CANARY}",
    f"\r\ntouch {CANARY}",
    f"{{touch,{CANARY}}}",
    f"() {{ :; }}; touch {CANARY}",
    f"import os; os.system('touch {CANARY}')",
    f"__import__('os').system('touch {CANARY}')",
    "-rf",
    "--help",
    "-o /etc/passwd",
    "*",
    "?",
    "~root",
    "!!",
    "\\",
    "'",
    '"',
    "$HOME",
    "%n%n%s%s",
    "#",
    "&",
)
TEMPLATES = (
    "{{ 7 * 7 }}",
    "{{ states | list }}",
    "{% for a in range(9**9) %}{% endfor %}",
    "{# hidden #}",
    "{{ ''.__class__.__mro__ }}",
    "${7*7}",
    "#{7*7}",
    "<%= 7*7 %>",
    "{0}",
    "{serial}",
    "{node.__class__}",
    "{",
    "}",
    "{{",
    "%(detail)s",
    "%s",
    "[%key:common::action::open%]",
    "!secret password",
    "!include secrets.yaml",
)
HTML = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "<iframe src=javascript:alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    "<style>*{display:none}</style>",
    "<!-- ",
    "]]>",
    "&lt;b&gt;",
    "&#x3c;script&#x3e;",
    "<ha-alert>x</ha-alert>",
    "</textarea>",
    "<b",
    "' onmouseover='alert(1)",
)
MARKDOWN = (
    "[click](https://evil.example)",
    "![x](https://evil.example/x.png)",
    "<https://evil.example>",
    "https://evil.example",
    "www.evil.example",
    "me@evil.example",
    "[x]: https://evil.example",
    "[x][y]",
    "# heading",
    "* item",
    "- item",
    "1. item",
    "> quote",
    "```\ncode\n```",
    "`code",
    "**bold**",
    "__bold__",
    "~~gone~~",
    "a | b\n--|--\nc | d",
    "---",
    "===",
    "    code",
    "\\[x](y)",
    "[^1]",
    "- [ ] task",
)
SQL = (
    "'; DROP TABLE job; --",
    "' OR '1'='1",
    "1; ATTACH DATABASE 'x' AS y",
    '") UNION SELECT * FROM audit --',
    "Robert'); DROP TABLE drive;--",
    "%' ESCAPE '\\",
    ":at",
    "?1",
)
CSV = (
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("https://evil.example")',
    "+1+1",
    "-1+1",
    "@SUM(A1:A9)",
    "\t=1",
    "a,b",
    'a","b',
    "a;b",
)
PATHS = (
    "../../../etc/passwd",
    "/dev/sda",
    "/dev/disk/by-id/../../sda",
    "file:///etc/passwd",
    "\\\\evil\\share",
    "C:\\",
    "CON",
    ".",
    "..",
    "a/b",
    "//",
)
WORDS = (
    *("", " ", "\t", "none", "null", "None", "unknown", "unavailable", "true"),
    *("0", "-0", "NaN", "1e999", "00000000", "N/A", "undefined", "\ufffd"),
)
CONTROL = (
    *(f"a{chr(code)}b" for code in (*range(0x20), *range(0x7F, 0xA0))),
    *(
        f"a{chr(code)}b"
        for code in (
            *(0x061C, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2028, 0x2029),
            *range(0x202A, 0x202F),
            *range(0x2060, 0x2065),
            *range(0x2066, 0x206A),
            *(0x00AD, 0xFEFF, 0xFFF9, 0xFFFE, 0xE000, 0xE0001, 0xE007F, 0x10FFFF),
            *(0xD800, 0xDC00, 0xDC80, 0xDCFF, 0xDFFF),
        )
    ),
    "\x1b[2J\x1b[31mred",
    "\x1b]0;title\x07",
    "\x9b2J",
    "\u202egnp.exe",
    "\r\x1b[Kgone",
    "ok\rfailed",
    "\x08\x08\x08",
)
HUGE = (
    "x" * 10_000,
    "A" * 1_000_000,
    "\0" * 5_000,
    " " * 5_000 + "end",
    "\n" * 5_000,
    "\u0301" * 2_000,
    "\U0001f4be" * 2_000,
    "<b>" * 5_000,
    "{{" * 5_000,
    "a b " * 5_000,
    "\u202e" * 2_000,
    "\ud800" * 2_000,
)

STRINGS = (
    *SHELL,
    *TEMPLATES,
    *HTML,
    *MARKDOWN,
    *SQL,
    *CSV,
    *PATHS,
    *WORDS,
    *CONTROL,
    *HUGE,
)


def name_of(text: str) -> str:
    """A short name for a test, made of nothing that could harm a terminal."""
    shown = "".join(char if char.isalnum() and char.isascii() else "_" for char in text)
    return f"{shown[:24]}-{len(text)}"


def dangerous(text: str) -> set[str]:
    """Characters that no text on its way to a person may hold."""
    return {
        char
        for char in text
        if not char.isprintable() or unicodedata.category(char)[0] == "C"
    }
