"""The published operations, one class a resource, one method an operation."""
