// Loaded before the server: when the program that started it is killed, the server stops gracefully too.
if (process.channel) {
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
}
