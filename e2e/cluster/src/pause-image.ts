import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeProgramImage } from './image-store.js';
import { inState } from './layout.js';
import { shell } from './shell.js';
import { PAUSE_IMAGE } from './worker-node.js';

/** Holds a pod's namespaces open, and buries orphans. */
export async function makePause(): Promise<void> {
  const folder = inState('pause');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'pause.go'), pauseSource);
  await shell('go', ['build', '-ldflags', '-s -w', '-o', 'root/pause', 'pause.go'], {
    cwd: folder,
    env: { CGO_ENABLED: '0', GOTOOLCHAIN: 'local' },
  });
  await makeProgramImage(PAUSE_IMAGE, join(folder, 'root'), '/pause');
}

const pauseSource = `package main

import (
	"os"
	"os/signal"
	"syscall"
)

func main() {
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT, syscall.SIGCHLD)
	for one := range signals {
		if one != syscall.SIGCHLD {
			return
		}
		for {
			if pid, err := syscall.Wait4(-1, nil, syscall.WNOHANG, nil); pid <= 0 || err != nil {
				break
			}
		}
	}
}
`;
