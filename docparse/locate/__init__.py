"""Where something stands on a page: text by its letters, things by a model's answer."""
