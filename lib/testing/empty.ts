// Stands in for Next.js' marker package outside of its bundler.
export {};
