"""How sightings become components: one a tool, each at its folder."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from watchkeeper.analysis.components.inventory import Seen, around_module, build_inventory
from watchkeeper.domain.components import Sighting
from watchkeeper.domain.policy import ComponentEntry

CLOCK, DEPLOY = "scheduled-workflow", "deploying-workflow"


def seen(
    kind: str, path: str, *, weak: bool = False, folder: str | None = None, text: bytes = b"", part: bool = False
) -> Seen:
    return Seen(Sighting(kind, path, "x", 1, weak), folder, text, part)


def roots(*found: Seen) -> dict[str, list[str]]:
    """Root → the paths that show it, of what runs."""
    inventory = build_inventory((), {}, found, lambda: "r")
    return {c.root: [s.path for s in c.sightings] for c in inventory if c.runs}


def test_a_compose_file_at_the_top_names_the_folders_that_its_services_are_built_from() -> None:
    found = roots(
        seen("compose-service", "compose.yaml", folder="services/web"),
        seen("compose-service", "compose.yaml", folder="services/api"),
        seen("compose-service", "compose.yaml", weak=True),
        seen("container", "services/web/Dockerfile"),
    )
    assert found == {
        "services/api": ["compose.yaml"],
        "services/web": ["compose.yaml", "services/web/Dockerfile"],
    }


def test_a_stack_is_not_the_tool_of_the_folders_inside_it() -> None:
    found = roots(
        seen("compose-service", "apps/compose.yaml"),
        seen("container", "apps/web/Dockerfile"),
        seen("kubernetes", "apps/job/k8s/job.yaml"),
    )
    assert list(found) == ["apps", "apps/job", "apps/web"]


def test_a_tool_inside_a_tool_belongs_to_it() -> None:
    found = roots(seen("container", "tools/pay/Dockerfile"), seen("app", "tools/pay/admin/app.py"))
    assert list(found) == ["tools/pay"]


def test_weak_sightings_alone_are_no_running_tool() -> None:
    assert roots(seen("package", "lib/package.json", weak=True), seen("notebook", "a/b.ipynb", weak=True)) == {}


def test_a_unit_belongs_to_the_tool_around_it() -> None:
    container = seen("container", "pay/Dockerfile")
    assert list(roots(container, seen("process", "pay/init/pay.service", part=True))) == ["pay"]
    assert list(roots(container, seen("process", "hosts/pay.service", part=True))) == ["hosts", "pay"]


@pytest.mark.parametrize(("commands", "expected"), [(["a"], [""]), (["a", "b"], ["", "cmd/a", "cmd/b"])])
def test_one_command_is_its_tool_and_several_are_several(commands: list[str], expected: list[str]) -> None:
    found = [seen("entry-point", f"cmd/{name}/main.go") for name in commands]
    assert list(roots(seen("container", "Dockerfile"), *found)) == expected


def test_a_workflow_belongs_to_the_one_tool_that_it_names() -> None:
    path = ".github/workflows/a.yml"
    tools = (seen("container", "pay/Dockerfile"), seen("container", "tax/Dockerfile"))
    assert path in roots(*tools, seen(CLOCK, path, text=b"run: make -C pay/ report"))["pay"]
    assert path in roots(*tools, seen(CLOCK, path, text=b"run: make -C pay/ && make -C tax/"))
    assert path in roots(*tools, seen(CLOCK, path, text=b"# what we pay"))


def test_what_only_deploys_deploys_the_whole_tree() -> None:
    path = ".github/workflows/ship.yml"
    top = seen("package", "package.json", weak=True)
    assert roots(top, seen(DEPLOY, path)) == {"": [path, "package.json"]}
    assert roots(seen(DEPLOY, path)) == {path: [path]}
    assert list(roots(seen("container", "Dockerfile"), seen(DEPLOY, path), seen(CLOCK, path))) == ["", path]


def test_the_pipeline_of_a_folder_belongs_to_its_tool() -> None:
    found = roots(seen("container", "pay/Dockerfile"), seen(DEPLOY, "pay/Jenkinsfile", text=b"tax/x"))
    assert found == {"pay": ["pay/Dockerfile", "pay/Jenkinsfile"]}


def test_a_notebook_that_a_pipeline_names_runs() -> None:
    notebook = seen("notebook", "reports/sales.ipynb", weak=True)
    job = seen(CLOCK, ".github/workflows/a.yml", text=b"run: papermill reports/sales.ipynb out.ipynb")
    assert list(roots(notebook, job)) == ["reports"]
    assert list(roots(notebook, seen(CLOCK, ".github/workflows/a.yml", text=b"run: make"))) == [
        ".github/workflows/a.yml"
    ]


def test_a_module_runs_where_it_is_called() -> None:
    module = seen("infrastructure", "modules/pay/main.tf", weak=True)
    call = structs.replace(seen("infrastructure", "live/main.tf", weak=True), leads_to="modules/pay")
    assert roots(module, call) == {"live": ["live/main.tf"]}
    assert roots(call) == {}


def test_what_is_declared_takes_what_stands_inside() -> None:
    entry = ComponentEntry(root="pay")
    found = [seen("container", "pay/Dockerfile"), seen("container", "pay/web/Dockerfile")]
    (component,) = build_inventory((), {"payments": entry}, found, lambda: "r")
    assert (component.name, component.declaration, len(component.sightings)) == ("payments", "policy", 2)


@pytest.mark.parametrize(
    ("path", "folder"),
    [("src/pay/jobs/a.py", "src"), ("tools/a.py", "tools"), ("pay/a.py", ""), ("src/pay/jobs/Dockerfile", None)],
)
def test_a_python_file_belongs_to_what_is_around_its_package(path: str, folder: str | None) -> None:
    assert around_module(None, path, frozenset({"src/pay", "src/pay/jobs", "pay"})) == folder


PATHS = st.lists(st.sampled_from(["a", "b", "docker", "cmd", "src", ""]), max_size=4).map(
    lambda parts: "/".join([*filter(None, parts), "main.go"])
)
SEEN = st.builds(
    seen,
    st.sampled_from(["container", "compose-service", "process", "entry-point", "package", "app", CLOCK, DEPLOY]),
    PATHS,
    weak=st.booleans(),
    folder=st.one_of(st.none(), st.sampled_from(["", "a", "a/b"])),
    text=st.sampled_from([b"", b"a/b", b"a/ b/"]),
    part=st.booleans(),
)


@given(st.lists(SEEN, max_size=8))
def test_every_sighting_is_in_exactly_one_component(found: Sequence[Seen]) -> None:
    components = build_inventory((), {}, found, lambda: "r")
    placed = [sighting for component in components for sighting in component.sightings]
    assert {s.path for s in placed} == {s.sighting.path for s in found}
    assert len({component.root for component in components}) == len(components)
    assert len(placed) <= len(found)


def called(name: str) -> Seen:
    return Seen(Sighting("kubernetes", "deploy/all.yaml", "x", 1, name=name))


def test_a_manifest_elsewhere_that_calls_a_tool_by_its_name_is_its_own() -> None:
    code = seen("container", "services/customer_api/Dockerfile")
    manifest = called("customer-api")
    other = called("billing")
    found = roots(code, manifest, other)
    assert found == {"services/customer_api": [manifest.sighting.path, code.sighting.path], "": ["deploy/all.yaml"]}


def test_a_name_that_two_tools_have_draws_no_manifest() -> None:
    both = [seen("container", "a/api/Dockerfile"), seen("container", "b/api/Dockerfile")]
    manifest = called("api")
    assert roots(*both, manifest)[""] == ["deploy/all.yaml"]
