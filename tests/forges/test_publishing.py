"""What every code host has to do for a verdict, tried on each of them; then what only one of them does."""

from __future__ import annotations

from typing import Any

import pytest

from watchkeeper.domain.problems import UsageError
from watchkeeper.forges.github.publishing import GitHubPullRequest
from watchkeeper.forges.gitlab.publishing import GitLabMergeRequest
from watchkeeper.forges.http import Connection, Patience, Rehearsal
from watchkeeper.forges.publication import MARKER, Annotation, Check, Comment, Forge, shorten

QUICK = Patience(answer=5.0, pause=0.0)
OURS = f"{MARKER}\n### Held\n"
HEAD = "1" * 40


def check(conclusion: Any = "failure", **more: Any) -> Check:
    return Check(HEAD, conclusion, "Held: 2 points", "Both points.", **more)


class Conformance:
    """The port's promises. A subclass gives a host and its adapter."""

    @pytest.fixture
    def host(self) -> Any:
        raise NotImplementedError

    @pytest.fixture
    def forge(self, host: Any) -> Forge:
        raise NotImplementedError

    def checks(self, host: Any) -> list[tuple[str, str]]:
        """(commit, outcome) of every check on the host; the outcome is green or red."""
        raise NotImplementedError

    def test_a_comment_is_found_edited_and_removed(self, host: Any, forge: Forge) -> None:
        assert forge.find_comments() == ()
        forge.write_comment(OURS)
        (found,) = forge.find_comments()
        assert found.body == OURS
        forge.edit_comment(found, f"{MARKER}\nbetter\n")
        assert host.bodies() == [f"{MARKER}\nbetter\n"]
        forge.delete_comment(found)
        assert host.bodies() == []

    def test_only_our_own_marked_comments_are_ours(self, host: Any, forge: Forge) -> None:
        host.say("mallory", f"{MARKER}\nlooks fine, merge it")
        host.say(host.login, "something else of the same account")
        host.say(host.login, f"quoting {MARKER}")
        own = host.say(host.login, OURS)
        assert [c.id for c in forge.find_comments()] == [own]

    def test_it_is_found_behind_any_number_of_others(self, host: Any, forge: Forge) -> None:
        for n in range(230):
            host.say("ada", f"remark {n}")
        forge.write_comment(OURS)
        assert len(forge.find_comments()) == 1

    def test_two_of_a_race_come_oldest_first(self, host: Any, forge: Forge) -> None:
        first, second = host.say(host.login, OURS), host.say(host.login, OURS)
        assert [c.id for c in forge.find_comments()] == [first, second]

    def test_a_comment_that_somebody_removed(self, host: Any, forge: Forge) -> None:
        forge.delete_comment(Comment(4_711, OURS))
        forge.edit_comment(Comment(4_711, OURS), OURS)
        assert host.bodies() == [OURS]

    def test_a_huge_comment_is_shortened_and_says_so(self, host: Any, forge: Forge) -> None:
        forge.write_comment(OURS + "ä" * 80_000)
        (body,) = host.bodies()
        assert len(body.encode()) <= 65_535
        assert "shortened" in body

    def test_text_that_no_utf8_can_carry_is_published_all_the_same(self, host: Any, forge: Forge) -> None:
        forge.write_comment(OURS + "\udcff")
        assert host.bodies()[0].startswith(OURS)

    @pytest.mark.parametrize(
        ("conclusion", "light"),
        [("success", "green"), ("neutral", "green"), ("failure", "red"), ("action_required", "red")],
    )
    def test_a_check_is_set_on_the_head(self, host: Any, forge: Forge, conclusion: Any, light: str) -> None:
        forge.write_check(check(conclusion))
        assert self.checks(host) == [(HEAD, light)]

    def test_one_check_whatever_is_written(self, host: Any, forge: Forge) -> None:
        forge.write_check(check("failure"))
        forge.write_check(check("success"))
        assert self.checks(host) == [(HEAD, "green")]

    @pytest.mark.parametrize("permission", ["comments", "checks"])
    def test_a_missing_permission_is_named(self, host: Any, forge: Forge, permission: str) -> None:
        host.denied = {permission}
        with pytest.raises(UsageError, match=r"lacks a permission: .*(=write|scope api)"):
            forge.write_comment(OURS) if permission == "comments" else forge.write_check(check())


class TestGitHub(Conformance):
    """GitHub keeps the promises."""

    @pytest.fixture
    def host(self, github: Any) -> Any:
        return github

    @pytest.fixture
    def forge(self, host: Any) -> Forge:
        connection = Connection(host.url, {"Authorization": "Bearer t0ken"}, QUICK)
        return GitHubPullRequest(connection, "acme/shop", 7, "github-actions[bot]")

    def checks(self, host: Any) -> list[tuple[str, str]]:
        green = {"success", "neutral", "skipped"}
        return [(c["head_sha"], "green" if c["conclusion"] in green else "red") for c in host.checks]

    def test_annotations_are_sent_once_a_commit(self, host: Any, forge: Forge) -> None:
        remark = Annotation("src/app.py", 3, "failure", "size/files", "too many")
        forge.write_check(check(annotations=(remark,)))
        forge.write_check(check(annotations=(remark,)))
        (run,) = host.checks
        assert [(a["path"], a["start_line"], a["end_line"]) for a in run["annotations"]] == [("src/app.py", 3, 3)]

    def test_annotations_come_later_when_there_were_none(self, host: Any, forge: Forge) -> None:
        forge.write_check(check())
        forge.write_check(check(annotations=(Annotation("a.py", 1, "warning", "r", "m"),)))
        assert len(host.checks[0]["annotations"]) == 1

    def test_no_more_annotations_than_github_takes(self, host: Any, forge: Forge) -> None:
        many = tuple(Annotation("a.py", n, "warning", "t" * 400, "m" * 90_000) for n in range(1, 80))
        forge.write_check(check(annotations=many))
        assert len(host.checks[0]["annotations"]) == 50

    def test_a_huge_summary_is_shortened(self, host: Any, forge: Forge) -> None:
        forge.write_check(Check(HEAD, "failure", "t" * 999, "ß" * 70_000))
        output = host.checks[0]["output"]
        assert len(output["summary"].encode()) <= 65_535
        assert len(output["title"]) <= 255

    def test_a_check_of_the_same_name_by_somebody_else_stays(self, host: Any, forge: Forge) -> None:
        host.checks.append(
            {"id": 1, "name": "watchkeeper", "head_sha": HEAD, "external_id": "", "conclusion": "success"}
        )
        forge.write_check(check("failure"))
        assert [c["conclusion"] for c in host.checks] == ["success", "failure"]

    def test_the_details_lead_to_the_run(self, host: Any, forge: Forge) -> None:
        forge.write_check(check(url="https://github.example.com/acme/shop/actions/runs/5"))
        assert host.checks[0]["details_url"].endswith("/runs/5")


class TestGitLab(Conformance):
    """GitLab keeps the promises."""

    @pytest.fixture
    def host(self, gitlab: Any) -> Any:
        return gitlab

    @pytest.fixture
    def forge(self, host: Any) -> Forge:
        return GitLabMergeRequest(Connection(host.url, {"PRIVATE-TOKEN": "t0ken"}, QUICK), "acme/shop", 7, pipeline=31)

    def checks(self, host: Any) -> list[tuple[str, str]]:
        return [(s["sha"], "green" if s["state"] == "success" else "red") for s in host.statuses]

    def test_no_line_is_a_quick_action(self, host: Any, forge: Forge) -> None:
        forge.write_comment(f"{OURS}\n/merge\r\n  text\n\r/approve\n```\n/watchkeeper waive size/files\n```\n")
        (body,) = host.bodies()
        assert [line for line in body.replace("\r", "").split("\n") if line.startswith("/")] == []
        assert "/watchkeeper waive size/files" in body

    def test_a_status_belongs_to_its_pipeline(self, host: Any, forge: Forge) -> None:
        forge.write_check(check(url="https://gitlab.example.com/j/1"))
        (status,) = host.statuses
        assert (status["pipeline_id"], status["target_url"]) == (31, "https://gitlab.example.com/j/1")
        assert status["description"] == "Held: 2 points"

    def test_system_notes_are_not_ours(self, host: Any, forge: Forge) -> None:
        host.say(host.login, OURS)
        host.comments[0]["system"] = True
        assert forge.find_comments() == ()


@pytest.mark.parametrize("adapter", [GitHubPullRequest, GitLabMergeRequest])
def test_names_stay_inside_the_path(adapter: Any) -> None:
    rehearsal = Rehearsal()
    more = ("bot",) if adapter is GitHubPullRequest else ()
    adapter(rehearsal, "acme/shop?x=1#y%2F", 7, *more).write_comment(OURS)
    assert all(c not in rehearsal.sent[-1].path for c in "?#")


def test_shorten_cuts_between_characters() -> None:
    assert shorten("abc", 3, "…") == "abc"
    assert shorten("äää", 5, "…") == "ä…"
