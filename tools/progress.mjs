// Says what is being done, on standard error: standard output belongs to the result.
// Shared by the bootstrap, which runs before anything is installed, and the local stack.

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 100;

/** @returns {import('./progress.d.mts').Progress} */
export function createProgress(stream = process.stderr) {
  return stream.isTTY ? liveProgress(stream) : plainProgress(stream);
}

function plainProgress(stream) {
  return {
    step: (text) => stream.write(`- ${text}\n`),
    detail: () => undefined,
    note: (text) => stream.write(`${text}\n`),
    end: () => undefined,
    fail: () => undefined,
  };
}

function liveProgress(stream) {
  let current;
  let timer;
  const seconds = () => ((Date.now() - current.startedAt) / 1000).toFixed(1);
  const clear = () => stream.write('\r\x1b[2K');
  const draw = () => {
    const frame = FRAMES[Math.floor(Date.now() / FRAME_MS) % FRAMES.length];
    const line = `${frame} ${current.text}${current.detail ? `: ${current.detail}` : ''}`;
    stream.write(`\r\x1b[2K${line.slice(0, (stream.columns || 80) - 10)}  ${seconds()} s`);
  };
  const finish = (mark) => {
    if (!current) return;
    clearInterval(timer);
    clear();
    stream.write(`${mark} ${current.text}  ${seconds()} s\n`);
    current = undefined;
  };
  return {
    step: (text) => {
      finish('✓');
      current = { text, detail: '', startedAt: Date.now() };
      draw();
      timer = setInterval(draw, FRAME_MS);
      timer.unref();
    },
    detail: (text) => {
      if (current) current.detail = text;
    },
    note: (text) => {
      if (current) clear();
      stream.write(`${text}\n`);
      if (current) draw();
    },
    end: () => finish('✓'),
    fail: () => finish('✗'),
  };
}
