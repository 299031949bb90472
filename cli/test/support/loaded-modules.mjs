// Loaded before the command: writes every module that it loads to the file that OMNISUM_TEST_MODULES names.
import { appendFileSync } from "node:fs";
import { registerHooks } from "node:module";

registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context);
    appendFileSync(process.env.OMNISUM_TEST_MODULES, `${resolved.url}\n`);
    return resolved;
  },
});
