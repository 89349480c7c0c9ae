package org.e2vpt.tables.audit;

import org.e2vpt.tables.paper.Claim;

/** A claim about what is not published, and not printed anywhere else; its inputs say what. */
record Unpublished() implements Check {

  @Override
  public CheckedClaim of(Claim claim, Numbers numbers) {
    return CheckedClaim.unchecked(claim, "not published: " + claim.inputs());
  }
}
