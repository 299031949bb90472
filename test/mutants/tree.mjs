/** A copy of the repository in which faults are tried out: sources are copied, packages are linked. */
import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  globSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
export const TREE = join(ROOT, ".cache", "mutants", "tree");
/** What builds have left that saves building it again. */
const BUILT = ["contracts-evm/dist", "contracts-evm/artifacts", "contracts-evm/cache", "core/dist", "adapters/dist"];

/** Makes the copy what the repository is now. */
export function syncTree() {
  const listed = spawnSync("git", ["ls-files", "-co", "--exclude-standard"], { cwd: ROOT, encoding: "utf8" });
  for (const path of listed.stdout.trim().split("\n")) copyIfChanged(path);
  for (const path of BUILT) {
    if (!existsSync(join(TREE, path)) && existsSync(join(ROOT, path))) {
      cpSync(join(ROOT, path), join(TREE, path), { recursive: true, preserveTimestamps: true });
    }
  }
  for (const path of globSync(["node_modules", "*/node_modules", "*/*/node_modules"], { cwd: ROOT }))
    linkPackages(path);
}

/** Puts a fault into the copy; returns what takes it out again. */
export function plant({ file, find, replace }) {
  const path = join(TREE, file);
  const text = readFileSync(path, "utf8");
  const places = text.split(find).length - 1;
  if (places !== 1) throw new RangeError(`${file} has ${places} places like ${JSON.stringify(find)}`);
  writeFileSync(
    path,
    text.replace(find, () => replace),
  );
  return () => writeFileSync(path, text);
}

function copyIfChanged(path) {
  const [from, to] = [join(ROOT, path), join(TREE, path)];
  if (!existsSync(from)) return rmSync(to, { force: true });
  const bytes = readFileSync(from);
  if (existsSync(to) && bytes.equals(readFileSync(to))) return;
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to);
}

/** Links every package; the project's own to the copy. */
function linkPackages(path) {
  const [from, to] = [join(ROOT, path), join(TREE, path)];
  if (existsSync(to) || !existsSync(from)) return;
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) {
    if (name === ".bin" || name === "@omnisum")
      cpSync(join(from, name), join(to, name), { recursive: true, verbatimSymlinks: true });
    else if (lstatSync(join(from, name)).isDirectory() || lstatSync(join(from, name)).isSymbolicLink()) {
      symlinkSync(join(from, name), join(to, name));
    }
  }
}
