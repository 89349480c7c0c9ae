package org.e2vpt.harness.meta;

import static net.bytebuddy.matcher.ElementMatchers.isNative;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner.Typing;
import net.bytebuddy.matcher.ElementMatchers;

/**
 * A Java agent that maps what DJL calls a GPU to PyTorch's meta device, and shows each call of a
 * native method of DJL's engine to {@link NativeCalls}.
 */
public final class MetaAgent {

  /** {@code c10::DeviceType::CUDA} and {@code Meta}. */
  private static final int CUDA = 1;

  static final int META = 14;

  private MetaAgent() {}

  /** Called by the JVM before {@code main}. */
  public static void premain(String unused, Instrumentation instrumentation) {
    new AgentBuilder.Default()
        .with(AgentBuilder.Listener.StreamWriting.toSystemError().withErrorsOnly())
        .with(AgentBuilder.TypeStrategy.Default.REBASE)
        .enableNativeMethodPrefix("original_")
        .ignore(ElementMatchers.none())
        .type(named("ai.djl.pytorch.jni.PyTorchLibrary"))
        .transform(
            (type, description, loader, module, domain) ->
                type.method(isNative()).intercept(Advice.to(OnNative.class)))
        .type(named("ai.djl.pytorch.engine.PtNDArray"))
        .transform(
            (type, description, loader, module, domain) ->
                type.visit(
                    Advice.to(OnTensor.class)
                        .on(ElementMatchers.isConstructor().and(takesArgument(1, long.class)))))
        .type(named("ai.djl.pytorch.engine.PtDeviceType"))
        .transform(
            (type, description, loader, module, domain) ->
                type.visit(Advice.to(OnDevice.class).on(named("toDeviceType")))
                    .visit(Advice.to(OnDeviceType.class).on(named("fromDeviceType"))))
        .installOn(instrumentation);
  }

  /** Writes a jar that names this class as an agent; the class itself is on the class path. */
  static Path jar(Path folder) {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.putValue("Premain-Class", MetaAgent.class.getName());
    attributes.putValue("Can-Set-Native-Method-Prefix", "true");
    Path jar = folder.resolve("meta-agent.jar");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest)) {
      return jar;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Around each native method: a substitute is returned in its place if there is one. */
  static final class OnNative {

    private OnNative() {}

    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    static Object enter(@Advice.Origin("#m") String name, @Advice.AllArguments Object[] arguments) {
      return NativeCalls.before(name, arguments);
    }

    @Advice.OnMethodExit
    static void exit(
        @Advice.Origin("#m") String name,
        @Advice.AllArguments Object[] arguments,
        @Advice.Enter Object substitute,
        @Advice.Return(readOnly = false, typing = Typing.DYNAMIC) Object returned) {
      if (substitute != null) {
        returned = substitute;
      }
      NativeCalls.after(name, arguments, returned);
    }
  }

  /** Behind the constructors of tensors. */
  static final class OnTensor {

    private OnTensor() {}

    @Advice.OnMethodExit
    static void exit(@Advice.Argument(1) long handle) {
      NativeCalls.made(handle);
    }
  }

  /** From DJL's device to PyTorch's type. */
  static final class OnDevice {

    private OnDevice() {}

    @Advice.OnMethodExit
    static void exit(@Advice.Return(readOnly = false) int type) {
      type = MetaAgent.metaFor(type);
    }
  }

  /** And back. */
  static final class OnDeviceType {

    private OnDeviceType() {}

    @Advice.OnMethodEnter
    static void enter(@Advice.Argument(value = 0, readOnly = false) int type) {
      type = MetaAgent.cudaFor(type);
    }
  }

  /** Called from DJL's class, as all of the advice above. */
  public static int metaFor(int type) {
    return type == CUDA ? META : type;
  }

  /** The same back. */
  public static int cudaFor(int type) {
    return type == META ? CUDA : type;
  }
}
