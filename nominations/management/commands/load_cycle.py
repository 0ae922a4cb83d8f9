"""`manage.py load_cycle FILE [--check]`: a notice's file becomes a cycle in preparation."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from ...administration.cycles import Outcome, Preview, load_cycle, preview
from ...policy.faults import NoticeError


class Command(BaseCommand):
    help = "Load a notice's TOML file as an award cycle in preparation, or only check it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="the notice, e.g. nominations/policy/notices/banan-2023.toml")
        parser.add_argument("--check", action="store_true", help="say what it would change, and change nothing")

    def handle(self, *args: Any, file: str, check: bool, **options: Any) -> None:
        """Exit code 1 with every fault of the file, or when it would change an opened cycle."""
        source = _read(Path(file))
        try:
            if check:
                self._check(preview(source))
                return
            cycle, outcome = load_cycle(source)
        except NoticeError as error:
            words = _("%(file)s 有 %(count)d 处问题：") % {"file": file, "count": len(error.faults)}
            raise CommandError("\n  ".join([words, *map(str, error.faults)])) from error
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        words = {
            Outcome.CREATED: _("已建立活动“%(title)s”（%(slug)s），当前为筹备中。"),
            Outcome.UPDATED: _("已更新活动“%(title)s”（%(slug)s）。"),
            Outcome.UNCHANGED: _("活动“%(title)s”（%(slug)s）没有变化。"),
        }
        self.stdout.write(words[outcome] % {"title": cycle.title, "slug": cycle.slug})

    def _check(self, shown: Preview) -> None:
        """Say what loading would do. Raises CommandError where it would be refused."""
        if shown.refusal:
            raise CommandError(shown.refusal)
        if shown.cycle is None:
            self.stdout.write(_("文件没有问题，将建立新活动“%(title)s”。") % {"title": shown.notice.title})
            return
        count = len(shown.differences)
        self.stdout.write(_("文件没有问题，与现有活动有 %(count)d 处不同。") % {"count": count})
        for difference in shown.differences:
            self.stdout.write(f"  {difference.path}: {difference.before} → {difference.after}")


def _read(path: Path) -> str:
    """The text of a file. Raises CommandError where there is none."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise CommandError(_("无法读取 %(path)s：%(why)s") % {"path": path, "why": error.strerror}) from error
    except UnicodeDecodeError as error:
        raise CommandError(_("%(path)s 不是 UTF-8 编码的文本，请另存为 UTF-8。") % {"path": path}) from error
