import { describe, it } from "@jest/globals";
import { type DeploymentPlan, fromHex, packPlan } from "@omnisum/core";
import type { World } from "../../../conformance/world.ts";
import { rejectsWith } from "../../../support/errors.ts";
import configs from "../../../vectors/configs.json" with { type: "json" };

export function describePlans(world: () => World): void {
  const refuses = async (changes: Partial<DeploymentPlan>, field: string): Promise<void> => {
    const good = packPlan(await world().plan());
    await rejectsWith(world().deployRaw({ ...good, ...changes }), "InvalidConfig", { field });
  };

  describe("a plan", () => {
    it("is refused with the name of the incentive's field that is not valid", async () => {
      for (const { incentive, field } of configs.incentives) {
        if (field !== "") await refuses({ incentive: fromHex(incentive) }, field);
      }
    });

    it("is refused in the order of the fields, weights last", async () => {
      for (const { header, incentive, weights, field } of configs.deployments) {
        if (field === "") continue;
        const body = fromHex(weights);
        await refuses({ header: fromHex(header), incentive: fromHex(incentive), body }, field);
      }
    });
  });
}
