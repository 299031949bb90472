import { describe, expect, test } from "@jest/globals";
import { loadFamily, NETWORKS } from "@omnisum/adapters";
import { parseReport, serializeReport } from "@omnisum/core";

describe("the networks", () => {
  test("have every field that a fee report demands of one", () => {
    const report = { createdAt: "2026-01-01T00:00:00.000Z", networks: NETWORKS, measurements: [] };
    expect(parseReport(serializeReport(report)).networks).toEqual(NETWORKS);
  });

  test("have names of their own, and families that exist", async () => {
    expect(new Set(NETWORKS.map(({ name }) => name)).size).toBe(NETWORKS.length);
    const families = await Promise.all(NETWORKS.map(({ family }) => loadFamily(family)));
    expect(families.map(({ family }) => family)).toEqual(NETWORKS.map(({ family }) => family));
  });
});
