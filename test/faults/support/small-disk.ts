/** A disk of a few megabytes that a test can fill up: a tmpfs, where the machine lets one be mounted. */
import { spawnSync } from 'node:child_process';
import { closeSync, chmodSync, mkdtempSync, openSync, rmSync, rmdirSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CHUNK = 64 * 1024;

export class SmallDisk {
  private constructor(readonly folder: string) {}

  /** Null where nothing can be mounted. */
  static mount(megabytes: number): SmallDisk | null {
    const folder = mkdtempSync(join(tmpdir(), 'forloeb-disk-'));
    if (!run('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder)) {
      rmdirSync(folder);
      return null;
    }
    chmodSync(folder, 0o755);
    return new SmallDisk(folder);
  }

  /** Leaves no room, down to the last byte. */
  fill(): void {
    const file = openSync(join(this.folder, 'filler'), 'a');
    try {
      for (let size = CHUNK; size >= 1; size = Math.floor(size / 2)) writeUntilFull(file, Buffer.alloc(size));
    } finally {
      closeSync(file);
    }
  }

  makeRoom(): void {
    rmSync(join(this.folder, 'filler'));
  }

  unmount(): void {
    run('umount', '--lazy', this.folder);
    rmdirSync(this.folder);
  }
}

/** Whether it did what it was told. */
function run(program: string, ...options: string[]): boolean {
  return spawnSync(program, options).status === 0;
}

function writeUntilFull(file: number, chunk: Buffer): void {
  for (;;)
    try {
      if (writeSync(file, chunk) < chunk.length) return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return;
      throw error;
    }
}
