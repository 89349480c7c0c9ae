package org.e2vpt.harness.tensor;

import ai.djl.ndarray.NDManager;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives each test a manager on the CPU, and closes it with all of its arrays after the test. */
public final class EngineExtension implements ParameterResolver {

  @Override
  public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
    return ExtensionContextScope.TEST_METHOD;
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
    return parameter.getParameter().getType() == NDManager.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
    Torch.start(1);
    return test.getStore(Namespace.create(EngineExtension.class))
        .computeIfAbsent(NDManager.class, key -> Torch.manager("cpu"), NDManager.class);
  }
}
