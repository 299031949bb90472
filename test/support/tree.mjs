/** Copies of the repository in which something is tried out: sources are copied, packages are linked. */
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
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Where the copy of this name is. */
export function treeOf(name) {
  return join(ROOT, ".cache", name, "tree");
}

/** What builds have left that saves building it again. */
const BUILT = ["contracts-evm/dist", "contracts-evm/artifacts", "contracts-evm/cache", "core/dist", "adapters/dist"];

/** Makes a copy what the repository is now; what was added to it goes. */
export function syncTree(tree) {
  const listed = spawnSync("git", ["ls-files", "-co", "--exclude-standard"], { cwd: ROOT, encoding: "utf8" });
  for (const path of listed.stdout.trim().split("\n")) copyIfChanged(tree, path);
  for (const path of BUILT) {
    if (!existsSync(join(tree, path)) && existsSync(join(ROOT, path))) {
      cpSync(join(ROOT, path), join(tree, path), { recursive: true, preserveTimestamps: true });
    }
  }
  for (const path of globSync(["node_modules", "*/node_modules", "*/*/node_modules"], { cwd: ROOT }))
    linkPackages(tree, path);
}

function copyIfChanged(tree, path) {
  const [from, to] = [join(ROOT, path), join(tree, path)];
  if (!existsSync(from)) return rmSync(to, { force: true });
  const bytes = readFileSync(from);
  if (existsSync(to) && bytes.equals(readFileSync(to))) return;
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to);
}

/** Links every package; the project's own to the copy. */
function linkPackages(tree, path) {
  const [from, to] = [join(ROOT, path), join(tree, path)];
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
