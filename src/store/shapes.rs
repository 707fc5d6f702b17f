//! The persisted forms, versioned: what stands in a store, whatever store it is.
