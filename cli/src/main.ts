#!/usr/bin/env node
import { processHost } from "./host.ts";
import { runProgram } from "./program.ts";

const exitCode = await runProgram(process.argv.slice(2), processHost());
// Libraries keep idle connections open for seconds; there is nothing left to wait for.
process.exit(exitCode);
