//! The attic: the only place that names concrete adapters; starts and stops them in order.
