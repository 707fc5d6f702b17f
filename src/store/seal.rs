//! The envelope for private text at rest.
