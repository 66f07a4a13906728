import pickle

import pytest

from docparse.errors import DocparseError, EngineError, SinkError, SourceError, UsageError


@pytest.mark.parametrize("kind", [UsageError, SourceError, EngineError, SinkError])
def test_an_error_keeps_its_hint_on_the_way_between_processes(kind: type[DocparseError]) -> None:
    error = pickle.loads(pickle.dumps(kind("what is wrong", hint="what helps")))
    assert (type(error), error.message, error.hint) == (kind, "what is wrong", "what helps")
    assert str(error) == "what is wrong"
