"""Fields of a document by a JSON schema: each value with its page and its box, and none that is made up."""
