//! Calls to the Web API: one place that sends, with deadlines, limits and an honest account of what is unsure.
