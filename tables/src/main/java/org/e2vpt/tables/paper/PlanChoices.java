package org.e2vpt.tables.paper;

import java.util.Locale;
import java.util.Optional;
import org.e2vpt.harness.data.DataSets;
import org.e2vpt.harness.data.Group;
import org.e2vpt.harness.data.image.Decoder;
import org.e2vpt.harness.names.Word;
import org.e2vpt.harness.training.Recipe.ChosenEpoch;
import org.e2vpt.harness.training.Recipe.Warmup;
import org.e2vpt.harness.tuning.E2vptOptions.Rewinding;

/**
 * The choices of a {@link Protocol} that the plan of a row reads.
 *
 * @param segments R, the parts of a visual prompt that are pruned alone; the method reads it too
 * @param segmentsLeft the fewest segments of a token that the rewind search leaves
 * @param pixels whose decoder makes the pixels of JPEG files
 * @param recipe whose learning rates, batches and warm-up rows have: lines of {@code recipes.csv}
 * @param searchSeeds which seeds the trials of a search have
 * @param chosenEpoch by which epoch's accuracy the search compares learning rates and weight decays
 * @param prunedModel which trained model is scored
 * @param finalPrompts whose prompts a final run of a pruned model scores and rewinds
 * @param rewinding what prompts are trained from after pruning; the method reads it too
 * @param adamw which update rule a recipe with AdamW stands for
 * @param warmup the learning rate of the first epochs
 * @param runs final runs with seeds of their own
 */
public record PlanChoices(
    @Word(atLeast = 1) int segments,
    @Word(byDefault = "1", atLeast = 1) int segmentsLeft,
    @Word(byDefault = "original") Pixels pixels,
    @Word(byDefault = "stated") Recipes recipe,
    @Word(byDefault = "shared") SearchSeeds searchSeeds,
    @Word(byDefault = "last") ChosenEpochs chosenEpoch,
    @Word(byDefault = "searched") PrunedModel prunedModel,
    @Word(byDefault = "own") FinalPrompts finalPrompts,
    Rewinding rewinding,
    @Word(byDefault = "as-searched") Adamw adamw,
    @Word(byDefault = "from-first-step") Warmup warmup,
    @Word(atLeast = 1) int runs) {

  /** Who says how rows are trained, where that differs. */
  public enum Recipes {
    /** The text of the paper. */
    STATED,
    /** The code and the commands that its authors released. */
    RELEASED,
    /** Others, of what the authors ran: users of their results, or another paper's appendix. */
    REPORTED
  }

  /** Whose decoder makes the pixels of JPEG files. */
  public enum Pixels {
    /** Each data set's own, as its line of the registry says. */
    ORIGINAL,
    TENSORFLOW,
    PILLOW;

    /** The one decoder of all data sets, if it is one. */
    public Optional<Decoder> decoder() {
      return switch (this) {
        case ORIGINAL -> Optional.empty();
        case TENSORFLOW -> Optional.of(Decoder.TENSORFLOW);
        case PILLOW -> Optional.of(Decoder.PILLOW);
      };
    }
  }

  /** Which seeds the trials of a search have. */
  public enum SearchSeeds {
    /** One seed: settings are compared on the same batches, crops and initial values. */
    SHARED,
    /** Each its own, so that a choice is also one of seeds; heads are then trained one by one. */
    OWN
  }

  /**
   * By which epoch's accuracy on the images to choose by the search compares settings. Prunings are
   * compared by the last one's.
   */
  public enum ChosenEpochs {
    LAST,
    /** On FGVC by the best one's, on other tasks by the last one's. */
    BEST_ON_FGVC;

    /** On the images of a task, by its id. */
    public ChosenEpoch on(String task) {
      return this == BEST_ON_FGVC
              && DataSets.knows(task)
              && DataSets.get(task).group() == Group.FGVC
          ? ChosenEpoch.BEST
          : ChosenEpoch.LAST;
    }
  }

  /** Which trained model is scored. */
  public enum PrunedModel {
    /** The model that the search chose. */
    SEARCHED,
    /** The chosen setting is trained once more ({@code before_pruning}). */
    RETRAINED
  }

  /** Whose prompts a final run of a pruned model scores and rewinds. */
  public enum FinalPrompts {
    /**
     * Those of an unpruned run with its own seed, on the images that final runs train on. Only so
     * are final runs independent of each other.
     */
    OWN,
    /** Those of the model that the rewind search pruned, in each run. */
    SEARCHED
  }

  /** Which update rule a recipe with AdamW stands for ({@code solver/optimizer.py}). */
  public enum Adamw {
    /** AdamW with the weight decay that is searched. */
    AS_SEARCHED,
    /** Any weight decay above 0 is 0.01, and without weight decay it is SGD. */
    FALLS_THROUGH
  }

  public PlanChoices {
    if (segmentsLeft > segments) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "protocol.segments-left must be at most protocol.segments, %d, got %d",
              segments,
              segmentsLeft));
    }
  }
}
