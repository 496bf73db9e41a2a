/** What has to be put away when the run is cut short; then the process ends like the interrupted do. */
export function interrupts(source = process) {
  const handlers = new Set();
  for (const signal of ['SIGINT', 'SIGTERM']) {
    source.once(signal, async () => {
      await Promise.allSettled([...handlers].map((handler) => handler()));
      source.exit(130);
    });
  }
  return (handler) => {
    handlers.add(handler);
    return () => handlers.delete(handler);
  };
}
